using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A stretch of memory, or another object, that a node keeps alive.</summary>
/// <param name="Input">Which input's values these are; null for those of the result.</param>
/// <param name="Shape">The shape of the values.</param>
/// <param name="DType">Their dtype.</param>
/// <param name="Block">What tells it from others.</param>
/// <param name="Bytes">Its bytes, those of pending values not among them; null where nobody knows.</param>
/// <param name="Storage">The memory; null for another object, or nothing.</param>
/// <param name="PackedAs">What the values were packed into; null where they are as they were.</param>
internal readonly record struct KeptPiece(
    int? Input, Shape Shape, DType DType, (object, int) Block, long? Bytes, Storage? Storage = null, string? PackedAs = null)
{
    /// <summary>Whether the values were dropped and are to be computed again.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether it is an input of the checkpoint that the node lies in, not of the node.</summary>
    public bool IsOfCheckpoint { get; init; }
}

/// <summary>What nodes keep alive. The inputs of a checkpoint are those of the first of its nodes that is asked about.</summary>
internal sealed class KeptPieces
{
    private readonly HashSet<Recomputation> checkpoints = [];

    /// <summary>What a node keeps; nothing is computed or unpacked for it.</summary>
    public IEnumerable<KeptPiece> Of(Node node)
    {
        foreach (var (input, value) in node.Kept())
            yield return Piece(input < 0 ? null : input, value);
        if (node.Extras?.Packed is not { } packed)
            yield break;
        for (int i = 0; i < packed.Length; i++)
        {
            if (packed[i]?.Value is not { } value)
                continue;
            yield return Piece(i == 0 ? null : i - 1, value.Form) with { IsDropped = value is { Checkpoint: not null, Form.Kept: null } };
            if (value.Checkpoint is { } checkpoint && checkpoints.Add(checkpoint))
                foreach (var (number, form) in checkpoint.Held)
                    yield return Piece(number, form) with { IsOfCheckpoint = true };
        }
    }

    private static KeptPiece Piece(int? input, Tensor value)
    {
        var memory = BatchedStorage.MemoryOf(value);
        return new(input, value.Shape, value.DType, memory.Block, memory.Bytes, memory);
    }

    private static KeptPiece Piece(int? input, PackedForm form) => form.Kept switch
    {
        null => new(input, form.Shape, form.DType, (new object(), 0), 0, PackedAs: "nothing"),
        Tensor same when same.Shape == form.Shape && same.DType == form.DType => Piece(input, same),
        Tensor other => Piece(input, other) with { Shape = form.Shape, DType = form.DType, PackedAs = $"{other.DType} {other.Shape}" },
        IPackedValue own => new(input, form.Shape, form.DType, (own, 0), own.Bytes, PackedAs: own.ToString()),
        Array values => new(
            input, form.Shape, form.DType, (values, 0), BytesOf(values), PackedAs: $"{values.GetType().GetElementType()!.Name}[{values.Length}]"),
        var any => new(input, form.Shape, form.DType, (any, 0), null, PackedAs: any.GetType().Name),
    };

    private static long? BytesOf(Array values) => values switch
    {
        Half[] halves => MemoryMarshal.AsBytes<Half>(halves).Length,
        _ when values.GetType().GetElementType()!.IsPrimitive => Buffer.ByteLength(values),
        _ => null,
    };
}

/// <summary>What a ready-made packer keeps; it says in its <see cref="object.ToString"/> how.</summary>
internal interface IPackedValue
{
    /// <summary>How many bytes of memory that takes.</summary>
    long Bytes { get; }
}
