"""Writes sequences.json: recurrent layers, attention and transformers; golden.py tells the form.

    python3 sequences.py > sequences.json

Inputs are the sequence, the states, and the weights in the order of PyTorch: of each layer, forwards and then backwards, W_ih, W_hh, b_ih, b_hh.
"""
import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from golden import case, draw, write

torch.manual_seed(11)
torch.set_default_dtype(torch.float64)
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


def flat(kind, size, hidden, layers, directions, bias):
    weights = []
    for layer in range(layers):
        for _ in range(directions):
            into = size if layer == 0 else hidden * directions
            weights += [draw(GATES[kind] * hidden, into) / 2, draw(GATES[kind] * hidden, hidden) / 2]
            weights += [draw(GATES[kind] * hidden), draw(GATES[kind] * hidden)] if bias else []
    return weights


def recurrent(kind, shape, hidden=2, layers=1, bias=True, batch_first=False, bidirectional=False, relu=False, lengths=None):
    directions = 2 if bidirectional else 1
    weights = flat(kind, shape[-1], hidden, layers, directions, bias)
    batch = () if len(shape) == 2 else (shape[0 if batch_first else 1],)
    states = [draw(layers * directions, *batch, hidden) for _ in range(2 if kind == "LSTM" else 1)]
    function = {"RNN": torch._VF.rnn_relu if relu else torch._VF.rnn_tanh, "LSTM": torch._VF.lstm, "GRU": torch._VF.gru}[kind]

    def run(which):
        def f(x, *rest):
            before, flat_weights = list(rest[:len(states)]), list(rest[len(states):])
            if len(shape) == 2:
                x, before = x.unsqueeze(1), [s.unsqueeze(1) for s in before]
            hx = before if kind == "LSTM" else before[0]
            if lengths is None:
                results = function(x, hx, flat_weights, bias, layers, 0.0, False, bidirectional, batch_first)
            else:
                packed = pack_padded_sequence(x, torch.tensor(lengths), batch_first, enforce_sorted=True)
                data, *after = function(packed.data, packed.batch_sizes, hx, flat_weights, bias, layers, 0.0, False, bidirectional)
                padded, _ = pad_packed_sequence(torch.nn.utils.rnn.PackedSequence(data, packed.batch_sizes), batch_first)
                results = [padded, *after]
            y = results[which]
            return y.squeeze(1) if len(shape) == 2 else y
        return f

    for which in range(1 + len(states)):
        case(kind, run(which), [draw(*shape), *states, *weights], which=which, input=shape[-1], hidden=hidden, layers=layers, bias=bias,
             batchFirst=batch_first, bidirectional=bidirectional, relu=relu, lengths=lengths)


for kind in GATES:
    recurrent(kind, (3, 2, 3))
    recurrent(kind, (3, 2, 3), bias=False)
    recurrent(kind, (4, 2), layers=2)
    recurrent(kind, (2, 3, 2), layers=2, batch_first=True, bidirectional=True)
    recurrent(kind, (4, 3, 2), layers=2, bidirectional=True, lengths=[4, 3, 1])
recurrent("RNN", (3, 2, 3), relu=True)

for kind in GATES:
    gates = GATES[kind]
    for shape in [(2, 3), (3,)]:
        states = [draw(*shape[:-1], 2) for _ in range(2 if kind == "LSTM" else 1)]
        weights = [draw(gates * 2, 3), draw(gates * 2, 2), draw(gates * 2), draw(gates * 2)]
        cell = {"RNN": torch._VF.rnn_tanh_cell, "LSTM": torch._VF.lstm_cell, "GRU": torch._VF.gru_cell}[kind]

        def run(which):
            def f(x, *rest):
                before, w = [s.reshape(-1, 2) for s in rest[:len(states)]], rest[len(states):]
                results = cell(x.reshape(-1, 3), before if kind == "LSTM" else before[0], *w)
                return (results[which] if kind == "LSTM" else results).reshape(*shape[:-1], 2)
            return f

        for which in range(len(states)):
            case(kind + "Cell", run(which), [draw(*shape), *states, *weights], which=which)


# Attention.
def attention(q, k, v, mask=None, causal=False):
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    if causal:
        scores = scores.masked_fill(torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).triu(1), float("-inf"))
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf")) if mask.dtype == torch.bool else scores + mask
    return scores.softmax(-1) @ v


for shape, length in [((3, 2), 4), ((2, 3, 2), 3), ((2, 2, 3, 4), 5)]:
    lead = shape[:-2]
    inputs = [draw(*shape), draw(*lead, length, shape[-1]), draw(*lead, length, 3)]
    case("Attention", attention, inputs, causal=False, mask=None)
    case("Attention", lambda q, k, v: attention(q, k, v, causal=True), inputs, causal=True, mask=None)
    keep = torch.rand(shape[-2], length) < 0.7
    keep[:, 0] = True
    case("Attention", lambda q, k, v: attention(q, k, v, keep), inputs, causal=False, mask=keep)
    added = draw(shape[-2], length)
    case("Attention", lambda q, k, v: attention(q, k, v, added), inputs, causal=False, mask=added)


def multihead(q_shape, k_shape, heads, batch_first, mask=None, padding=None, which=0, average=True, bias=True, self_attention=False):
    e = q_shape[-1]
    weights = [draw(3 * e, e), draw(e, e)] + ([draw(3 * e), draw(e)] if bias else [])

    def f(q, *rest):
        k, w = (q, rest) if self_attention else (rest[0], rest[1:])
        in_bias, out_bias = (w[2], w[3]) if bias else (None, None)
        if batch_first and q.dim() == 3:
            q, k = q.transpose(0, 1), k.transpose(0, 1)
        y = F.multi_head_attention_forward(
            q, k, k, e, heads, w[0], in_bias, None, None, False, 0.0, w[1], out_bias, training=False, key_padding_mask=padding, need_weights=True,
            attn_mask=mask, average_attn_weights=average)[which]
        return y.transpose(0, 1) if batch_first and y.dim() == 3 and which == 0 else y

    inputs = [draw(*q_shape)] + ([] if self_attention else [draw(*k_shape)]) + weights
    case("MultiheadAttention", f, inputs, heads=heads, batchFirst=batch_first, mask=mask, padding=padding, which=which, average=average, bias=bias,
         self=self_attention)


block = torch.ones(3, 3, dtype=torch.bool).triu(1)
multihead((3, 2, 4), None, 2, False, self_attention=True)
multihead((2, 3, 4), None, 2, True, self_attention=True, mask=block)
multihead((3, 4), None, 4, False, self_attention=True, bias=False)
multihead((3, 2, 4), (5, 2, 4), 2, False)
multihead((3, 2, 4), (5, 2, 4), 2, False, mask=draw(3, 5))
multihead((2, 3, 4), (2, 5, 4), 2, True, padding=torch.tensor([[False, False, True, False, True], [False, False, False, False, True]]))
multihead((2, 3, 4), None, 2, True, self_attention=True, which=1)
multihead((2, 3, 4), None, 2, True, self_attention=True, which=1, average=False, mask=block)
multihead((3, 4), (5, 4), 2, False, which=1)


# Transformer layers, their weights in PyTorch's order of declaration.
def transformer(decoder, batch_first, norm_first, activation, shape, memory_shape=None, causal=False):
    layer = (torch.nn.TransformerDecoderLayer if decoder else torch.nn.TransformerEncoderLayer)(
        shape[-1], 2, 6, dropout=0.0, activation=activation, batch_first=batch_first, norm_first=norm_first)
    names = [name for name, _ in layer.named_parameters()]
    weights = [draw(*p.shape) / 2 for _, p in layer.named_parameters()]
    steps = shape[1 if batch_first and len(shape) == 3 else 0]
    mask = torch.ones(steps, steps, dtype=torch.bool).triu(1) if causal else None

    def f(x, *rest):
        args, w = ((x, rest[0]), rest[1:]) if decoder else ((x,), rest)
        options = {"tgt_mask" if decoder else "src_mask": mask}
        return torch.nn.utils.stateless.functional_call(layer, dict(zip(names, w)), args, options)

    inputs = [draw(*shape)] + ([draw(*memory_shape)] if decoder else []) + weights
    case("TransformerDecoderLayer" if decoder else "TransformerEncoderLayer", f, inputs, batchFirst=batch_first, normFirst=norm_first,
         gelu=activation == "gelu", causal=causal, names=names)


transformer(False, False, False, "relu", (3, 2, 4))
transformer(False, True, True, "gelu", (2, 3, 4), causal=True)
transformer(False, False, True, "relu", (3, 4))
transformer(True, False, False, "relu", (3, 2, 4), (5, 2, 4))
transformer(True, True, True, "gelu", (2, 3, 4), (2, 5, 4), causal=True)

write()
