namespace AutoGrad.Nn;

/// <summary>
/// Layers of recurrent cells over sequences x [T, N, in], [N, T, in] if the batch comes first, or [T, in] without a batch. Each layer reads the states h
/// of the one below; in both directions where asked, and then the two are joined, [.., 2H].
/// </summary>
/// <typeparam name="TCell">The cell.</typeparam>
/// <typeparam name="TState">The state: h, or h and c.</typeparam>
public abstract class Recurrent<TCell, TState> : Module<Tensor, (Tensor Output, TState State)> where TCell : RecurrentCell<TState>
{
    private readonly double dropout;

    private protected Recurrent(
        Func<int, TCell> cell, int inputSize, int hiddenSize, int numLayers, bool batchFirst, double dropout, bool bidirectional, Generator? generator)
    {
        Require.AtLeastOne(numLayers, GetType().Name);
        (BatchFirst, this.dropout) = (batchFirst, dropout);
        Cells = new TCell[numLayers];
        ReverseCells = bidirectional ? new TCell[numLayers] : [];
        for (int layer = 0; layer < numLayers; layer++)
        {
            int size = layer == 0 ? inputSize : bidirectional ? 2 * hiddenSize : hiddenSize;
            Cells[layer] = cell(size);
            if (bidirectional)
                ReverseCells[layer] = cell(size);
        }
        Dropout = numLayers > 1 && dropout > 0 ? new(dropout, generator) : null;
        if (!(dropout >= 0 && dropout <= 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, $"{GetType().Name}: dropout is a probability and must lie in [0, 1].");
    }

    /// <summary>The cells of the layers, reading forwards.</summary>
    public TCell[] Cells { get; }

    /// <summary>The cells of the layers that read backwards; none where there is one direction.</summary>
    public TCell[] ReverseCells { get; }

    /// <summary>What drops elements between layers in training; null where there is nothing between, or nothing to drop.</summary>
    public Dropout? Dropout { get; }

    /// <summary>Whether the batch is the first axis of sequences; else it is the second.</summary>
    public bool BatchFirst { get; }

    /// <summary>Whether sequences are read in both directions.</summary>
    public bool Bidirectional => ReverseCells.Length > 0;

    /// <summary>How many layers there are.</summary>
    public int NumLayers => Cells.Length;

    /// <summary>The size of the last axis of the input.</summary>
    public int InputSize => Cells[0].InputSize;

    /// <summary>The size of the states.</summary>
    public int HiddenSize => Cells[0].HiddenSize;

    /// <summary>The states of the last layer at all times, and the last state of every layer, from states of zeros.</summary>
    /// <param name="x">The sequences.</param>
    /// <returns>Output: [T, N, H], [N, T, H] or [T, H] as x is, 2H in both directions. State: [layers · directions, N, H], the directions of a layer
    /// beside each other, or without N.</returns>
    /// <exception cref="ShapeException">x has another rank, or its last axis another size.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override (Tensor Output, TState State) Forward(Tensor x) => Run(x, null, null);

    /// <summary>The same from given states.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="state">The state before the first step, of the shape in which states come out.</param>
    /// <inheritdoc cref="Forward(Tensor)"/>
    /// <exception cref="ShapeException">x or the state has a shape that does not fit.</exception>
    public (Tensor Output, TState State) Forward(Tensor x, TState state) => Run(x, new(state), null);

    /// <summary>
    /// The same for sequences of different lengths, padded to the longest. What lies behind a sequence's end is not read: its output there is 0, its last
    /// state is that at its own end, and backwards it is read from there. This is what PyTorch's packed sequences are for.
    /// </summary>
    /// <param name="x">The sequences, with a batch.</param>
    /// <param name="lengths">The length of each, from 1 to T, in any order.</param>
    /// <inheritdoc cref="Forward(Tensor)"/>
    /// <exception cref="ArgumentException">There is not one length for each sequence, or one does not lie in 1…T.</exception>
    public (Tensor Output, TState State) Forward(Tensor x, int[] lengths) => Run(x, null, lengths);

    /// <inheritdoc cref="Forward(Tensor, int[])"/>
    /// <param name="x">The sequences, with a batch.</param>
    /// <param name="state">The state before the first step, of the shape in which states come out.</param>
    /// <param name="lengths">The length of each, from 1 to T, in any order.</param>
    public (Tensor Output, TState State) Forward(Tensor x, TState state, int[] lengths) => Run(x, new(state), lengths);

    private (Tensor Output, TState State) Run(Tensor x, Given? given, int[]? lengths)
    {
        Require.DType(this, x, Cells[0].WeightIH);
        if (x.Rank is not (2 or 3) || x.Shape[^1] != InputSize)
            throw new ShapeException(
                $"{Headline}: the input is {x.Shape}; it must be {(BatchFirst ? "[N, T, " : "[T, N, ")}{InputSize}], or [T, {InputSize}] without a batch.");
        bool batched = x.Rank == 3;
        int time = batched && BatchFirst ? 1 : 0, steps = x.Shape[time];
        if (steps == 0)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; the sequence must have at least one step.");
        int batch = batched ? x.Shape[1 - time] : 1, directions = Bidirectional ? 2 : 1;
        var masks = lengths is null ? null : Masks(lengths, steps, batched ? batch : -1);
        var before = given is null ? null : Before(given.State, batched, batch, directions);

        var sequence = new Tensor[steps];
        for (int t = 0; t < steps; t++)
            sequence[t] = batched ? x.Select(time, t) : x[t..(t + 1)];
        var last = new List<TState>();
        for (int layer = 0; layer < NumLayers; layer++)
        {
            if (layer > 0 && Dropout is { } drop)
                for (int t = 0; t < steps; t++)
                    sequence[t] = drop.Forward(sequence[t]);
            var outputs = new Tensor[directions][];
            for (int direction = 0; direction < directions; direction++)
            {
                var cell = direction == 0 ? Cells[layer] : ReverseCells[layer];
                var state = before is null ? cell.Zeros([batch, HiddenSize]) : Part(cell, before, layer * directions + direction);
                (outputs[direction], state) = Pass(cell, sequence, state, masks, backwards: direction == 1);
                last.Add(state);
            }
            for (int t = 0; t < steps; t++)
                sequence[t] = directions == 1 ? outputs[0][t] : Tensor.Cat([outputs[0][t], outputs[1][t]], axis: -1);
        }

        var output = batched ? Tensor.Stack(sequence, axis: time) : Tensor.Cat(sequence, axis: 0);
        var parts = Cells[0].Parts(last[0]);
        for (int part = 0; part < parts.Length; part++)
        {
            Tensor[] all = [.. last.Select(state => Cells[0].Parts(state)[part])];
            parts[part] = batched ? Tensor.Stack(all, axis: 0) : Tensor.Cat(all, axis: 0);
        }
        return (output, Cells[0].Of(parts));
    }

    /// <summary>One layer in one direction.</summary>
    private static (Tensor[] Outputs, TState State) Pass(TCell cell, Tensor[] sequence, TState state, Tensor[]? masks, bool backwards)
    {
        var step = cell.Steps();
        var outputs = new Tensor[sequence.Length];
        for (int i = 0; i < sequence.Length; i++)
        {
            int t = backwards ? sequence.Length - 1 - i : i;
            var next = step(sequence[t], state);
            var h = cell.Parts(next)[0];
            if (masks?[t] is { } mask)
            {
                Tensor[] old = cell.Parts(state), now = cell.Parts(next);
                for (int part = 0; part < now.Length; part++)
                    now[part] = Tensor.Where(mask, now[part], old[part]);
                next = cell.Of(now);
                h = Tensor.Where(mask, h, 0);
            }
            (outputs[t], state) = (h, next);
        }
        return (outputs, state);
    }

    private static TState Part(TCell cell, Tensor[] all, int i) => cell.Of(Array.ConvertAll(all, tensor => tensor.Select(0, i)));

    /// <summary>Which sequences go on at each time, [N, 1]; null where all do.</summary>
    private Tensor[] Masks(int[] lengths, int steps, int batch)
    {
        if (lengths.Length != batch)
            throw new ArgumentException(
                batch < 0 ? $"{Headline}: lengths were given for an input without a batch; cut the sequence to its length instead."
                : $"{Headline}: {lengths.Length} lengths were given for a batch of {batch} sequences; give one each.",
                nameof(lengths));
        for (int i = 0; i < batch; i++)
            if (lengths[i] < 1 || lengths[i] > steps)
                throw new ArgumentException($"{Headline}: length {i} is {lengths[i]}; it must lie in 1…{steps}, the padded length.", nameof(lengths));
        var masks = new Tensor[steps];
        for (int t = lengths.Min(); t < steps; t++)
            masks[t] = Tensor.Of<bool>(Array.ConvertAll(lengths, length => t < length), [batch, 1]);
        return masks;
    }

    /// <summary>The states before the first step, [layers · directions, N, H] each.</summary>
    private Tensor[] Before(TState state, bool batched, int batch, int directions)
    {
        int count = NumLayers * directions;
        Cells[0].RequireState(
            this, state, batched ? [count, batch, HiddenSize] : [count, HiddenSize], $"layers × directions,{(batched ? " batch," : "")} hidden size");
        return Array.ConvertAll(Cells[0].Parts(state), tensor => batched ? tensor : tensor.Unsqueeze(1));
    }

    /// <summary>A state that was given, of whatever type.</summary>
    private sealed record Given(TState State);

    /// <inheritdoc/>
    protected override long MultiplyAdds(Tensor input, (Tensor Output, TState State) output) => 
        Cells.Concat(ReverseCells).Sum(cell => input.ElementCount / InputSize * (long)(cell.WeightIH.ElementCount + cell.WeightHH.ElementCount));

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{InputSize} → {HiddenSize}" + (NumLayers > 1 ? $", numLayers: {NumLayers}" : "") + (BatchFirst ? ", batchFirst: true" : "") +
        (dropout > 0 ? FormattableString.Invariant($", dropout: {dropout}") : "") + (Bidirectional ? ", bidirectional: true" : "");
}
