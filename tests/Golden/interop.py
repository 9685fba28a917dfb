"""Files that NumPy writes, and safetensors files written by the format's description alone, as base64. /usr/bin/python3 interop.py > interop.json"""
import base64
import io
import json
import struct
import sys

import numpy as np
import torch


def safetensors(tensors, metadata=None):
    """The format as its reference implementation writes it: by falling size of elements, then by name, JSON padded to 8 bytes."""
    names = {'float64': 'F64', 'float32': 'F32', 'float16': 'F16', 'bfloat16': 'BF16', 'int64': 'I64', 'int32': 'I32', 'int16': 'I16', 'int8': 'I8',
             'uint8': 'U8', 'bool': 'BOOL'}
    header, data = {}, b''
    if metadata:
        header['__metadata__'] = metadata
    for name, t in sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0])):
        t = t.detach().contiguous()
        raw = (t.view(torch.int16) if t.dtype == torch.bfloat16 else t).numpy().tobytes()
        header[name] = {'dtype': names[str(t.dtype)[6:]], 'shape': list(t.shape), 'data_offsets': [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(',', ':')).encode()
    text += b' ' * (-len(text) % 8)
    return struct.pack('<Q', len(text)) + text + data


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, np.asanyarray(array), version=version) if version else np.save(file, array)
    return file.getvalue()


def zipped(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def b64(data):
    return base64.b64encode(data).decode()


def values(array):
    """All elements in row-major order, as strings that say each to the bit."""
    return [repr(v) if isinstance(v, float) else str(int(v)) for v in np.asarray(array).ravel().tolist()]


def arrays():
    r = np.random.RandomState(1)
    edge = [0.0, -0.0, 1.5, -2.25, np.inf, -np.inf, 65504.0, 6.103515625e-05, 5.960464477539063e-08]
    yield 'f4', r.randn(3, 4).astype('<f4')
    yield 'f4 big endian', r.randn(2, 3).astype('>f4')
    yield 'f8', np.array(edge)
    yield 'f8 big endian', r.randn(2, 2).astype('>f8')
    yield 'f8 scalar', np.array(2.5)
    yield 'f2', np.array(edge, dtype='<f2')
    yield 'f2 big endian', np.array(edge, dtype='>f2')
    yield 'fortran', np.asfortranarray(np.arange(24).reshape(2, 3, 4).astype('<i4'))
    yield 'fortran big endian', np.asfortranarray(np.arange(6).reshape(2, 3).astype('>i8'))
    yield 'bool', np.array([[True, False], [False, True]])
    yield 'u1', np.arange(0, 256, 5, dtype='u1')
    yield 'i1', np.array([-128, -1, 0, 127], dtype='i1')
    yield 'i2', np.array([-32768, 32767], dtype='<i2')
    yield 'i2 big endian', np.array([-32768, 7], dtype='>i2')
    yield 'u2', np.array([0, 65535], dtype='<u2')
    yield 'i4', np.array([-2**31, 2**31 - 1], dtype='<i4')
    yield 'u4', np.array([0, 2**32 - 1], dtype='<u4')
    yield 'i8', np.array([-2**63, 2**63 - 1], dtype='<i8')
    yield 'u8', np.array([0, 2**63 - 1], dtype='<u8')
    yield 'empty', np.zeros((0, 3), dtype='<f4')
    yield 'long', np.arange(100003, dtype='<i4')[::997]
    yield 'sixteen axes', np.zeros((1,) * 16, dtype='<f4')


def models():
    torch.manual_seed(0)
    n = torch.nn

    class Net(n.Module):
        def __init__(self):
            super().__init__()
            self.hidden = n.Linear(3, 4)
            self.batch_norm = n.BatchNorm1d(4)
            self.lstm = n.LSTM(4, 2, num_layers=2, bidirectional=True)
            self.blocks = n.ModuleList([n.Linear(2, 2, bias=False), n.Linear(2, 2)])
            self.attention = n.MultiheadAttention(4, 2)

    yield 'sequential', n.Sequential(n.Linear(3, 4), n.BatchNorm1d(4), n.ReLU(), n.Sequential(n.Linear(4, 2), n.PReLU()))
    yield 'net', Net()
    yield 'gru', n.GRU(3, 2, num_layers=2)
    yield 'cell', n.LSTMCell(3, 2)
    yield 'attention', n.MultiheadAttention(4, 2, kdim=3, vdim=5)
    yield 'encoder', n.TransformerEncoder(n.TransformerEncoderLayer(4, 2, dim_feedforward=6), 2, n.LayerNorm(4))
    yield 'transformer', n.Transformer(4, 2, 1, 1, dim_feedforward=6)
    yield 'convolutions', n.Sequential(n.Conv2d(1, 2, 3), n.GroupNorm(1, 2), n.InstanceNorm2d(2, affine=True, track_running_stats=True))
    yield 'embedding', n.Sequential(n.Embedding(5, 3), n.LayerNorm(3))


plain = ('f4', 'f8', 'f8 scalar', 'f2', 'bool', 'u1', 'i4', 'i8', 'empty', 'long', 'sixteen axes')
named = dict(weight=np.arange(6, dtype='<f4').reshape(2, 3), **{'layer/bias': np.array([1.5, -2.0]), 'größe': np.array(7)})
half = torch.tensor([0., -0., 1.5, 65504., 1e-8, float('inf'), 3.14159265, 1.00390625, 1.01171875])
mixed = {'b': torch.arange(3), 'a': torch.tensor([True, False, True]), 'w': torch.arange(6.).reshape(2, 3), 'd': torch.tensor(0.1, dtype=torch.float64),
         'f16': half.half(), 'bf16': half.bfloat16(), 'i8': torch.tensor([-3, 4], dtype=torch.int8), 'none': torch.zeros(0, 4)}

json.dump({
    'npy': [dict(name=name, file=b64(npy(a)), shape=list(a.shape), values=values(a), same=name in plain) for name, a in arrays()],
    'versions': [b64(npy(np.arange(4.), version)) for version in ((1, 0), (2, 0), (3, 0))],
    'refused': {
        'objects': b64(npy(np.array([{}, 'a'], dtype=object))),
        'records': b64(npy(np.zeros(2, dtype=[('x', '<f4'), ('y', '<i4')]))),
        'complex': b64(npy(np.zeros(2, dtype='<c8'))),
        'text': b64(npy(np.array(['ab', 'c']))),
        'dates': b64(npy(np.array(['2020-01-01'], dtype='datetime64[D]'))),
        'unsigned': b64(npy(np.array([2**63], dtype='<u8'))),
    },
    'npz': b64(zipped(np.savez, **named)),
    'compressed': b64(zipped(np.savez_compressed, **named)),
    'names': {name: values(a) for name, a in named.items()},
    'safetensors': b64(safetensors(mixed, {'format': 'pt', 'note': 'ä"\\'})),
    'rounded': dict(values=values(half.numpy()), f16=values(half.half().float().numpy()), bf16=values(half.bfloat16().float().numpy())),
    'models': {name: dict(
        file=b64(safetensors(model.state_dict(), {'format': 'pt'})),
        sums={key: repr(float(value.double().sum())) for key, value in model.state_dict().items()}) for name, model in models()},
}, sys.stdout, indent=1)
