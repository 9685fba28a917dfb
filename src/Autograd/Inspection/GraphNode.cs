namespace AutoGrad;

/// <summary>A recorded operation, or a leaf, as it stood on the tape when it was looked at.</summary>
public sealed record GraphNode
{
    internal GraphNode()
    {
    }

    /// <summary>Its place in <see cref="GraphReport.Nodes"/>, where inputs come before what is computed from them.</summary>
    public required int Index { get; init; }

    /// <summary>What the operation is called; "leaf" for a leaf.</summary>
    public required string Operation { get; init; }

    /// <summary>The operation's parameters, as in <c>Axis = 1, Start = 0</c>; empty where it has none.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>What a leaf, or the tensor that was described, is called; null where that is not known.</summary>
    public string? Name { get; init; }

    /// <summary>Whether this is a leaf, which collects a gradient.</summary>
    public bool IsLeaf { get; init; }

    /// <summary>The shape of the result; of a <see cref="Function"/> with several, that of the first that carries a derivative.</summary>
    public required Shape Shape { get; init; }

    /// <summary>The dtype of that result.</summary>
    public required DType DType { get; init; }

    /// <summary>Dtypes and shapes of all results.</summary>
    internal string Kind { get; init; } = "";

    /// <summary>The operations on the longest path from a leaf; 0 for leaves.</summary>
    public int Depth { get; init; }

    /// <summary>What the operation was applied to, in order.</summary>
    public IReadOnlyList<GraphInput> Inputs { get; init; } = [];

    /// <summary>The bytes of memory that this keeps alive: of a leaf its values, of an operation what its rule will read. Others may keep the same
    /// memory; values that are not computed yet, and packed ones of unknown size, count nothing. What a checkpoint keeps counts with the first of
    /// its operations.</summary>
    public long KeptBytes { get; init; }

    /// <summary>Whether something that it keeps is not computed yet.</summary>
    public bool IsPending { get; init; }

    /// <summary>Whether what it kept was freed by a backward pass.</summary>
    public bool IsFreed { get; init; }

    /// <summary>How others refer to it: its name if it is a leaf that has one, else its number.</summary>
    internal string Reference => IsLeaf && Name is not null ? Name : $"#{Index}";

    /// <summary>The parameters that tell something: those that are neither False nor empty.</summary>
    internal string Told
    {
        get
        {
            var told = new List<string>();
            foreach (string part in Parameters.Split(", "))
                if (part.Contains(" = ") || told.Count == 0)
                    told.Add(part);
                else
                    told[^1] += ", " + part; // Of a value such as [2, 3].
            told.RemoveAll(static part => part.EndsWith(" = False", StringComparison.Ordinal) || part.EndsWith(" = ", StringComparison.Ordinal));
            return string.Join(", ", told);
        }
    }

    /// <summary>For example <c>#5 Tanh, Float32 [64, 32], keeps 8.0 KB</c>.</summary>
    public override string ToString() =>
        $"#{Index} {(Name is null ? "" : Name + " = ")}{Operation}{(Parameters.Length > 0 ? $" {{ {Parameters} }}" : "")}, {Kind}, " +
        $"keeps {Bytes.Text(KeptBytes)}{(IsPending ? ", some of it pending" : "")}{(IsFreed ? ", freed" : "")}";
}

/// <summary>What an operation was applied to.</summary>
/// <param name="Node">The index of the node that made it; null for a constant, which needs no gradient.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Result">Which of that node's results it is, where the node is the call of a <see cref="Function"/> with several; else null.</param>
public readonly record struct GraphInput(int? Node, Shape Shape, int? Result = null);
