using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// A multidimensional array that records how it was computed. Operations return new tensors; views (slices, transposes, expansions) share memory with
/// the tensor they show. Nothing needs to be disposed.
/// </summary>
[DebuggerDisplay("{DebuggerDisplay,nq}")]
public partial class Tensor
{
    private Storage storage;
    private int[] strides;
    private Shape shape;
    private int packedOffset; // Its complement where the elements are not contiguous: there are many tensors, so they are lean.

    internal Tensor(Storage storage, int offset, Shape shape, int[] strides, bool isContiguous)
    {
        this.storage = storage;
        this.shape = shape;
        this.strides = strides;
        packedOffset = isContiguous ? offset : ~offset;
        ElementCount = shape.ElementCount;
    }

    /// <summary>
    /// A tensor of a derived class over the memory of <paramref name="data"/>, outside any graph; over a copy of it where recorded operations wrote
    /// to that memory.
    /// </summary>
    protected Tensor(Tensor data)
    {
        if (data.storage.IsTracked)
            data = data.Detach().Clone();
        (storage, packedOffset, shape, strides, ElementCount) = (data.storage, data.packedOffset, data.shape, data.strides, data.ElementCount);
    }

    /// <summary>The sizes of the axes.</summary>
    public Shape Shape => shape;

    /// <summary>The type of the elements.</summary>
    public DType DType => storage.DType;

    /// <summary>The number of axes.</summary>
    public int Rank => shape.Rank;

    /// <summary>The number of elements.</summary>
    public int ElementCount { get; private set; }

    /// <summary>How many elements apart, in memory, neighbours along each axis lie; 0 along an expanded axis.</summary>
    public ReadOnlySpan<int> Strides => strides;

    /// <summary>Whether the elements lie one after another in row-major order.</summary>
    public bool IsContiguous => packedOffset >= 0;

    /// <summary>
    /// Whether this is a bare number that was converted, as the 2 in <c>2 * x</c>. A number is weakly typed: it takes the dtype of the tensor it
    /// meets.
    /// </summary>
    public bool IsNumber => this is Number;

    /// <summary>How many times the memory was written to in place.</summary>
    public int Version => storage.Version;

    /// <summary>Whether two tensors show the same memory.</summary>
    public bool SharesMemoryWith(Tensor other) => ReferenceEquals(storage, other.storage);

    /// <summary>A whole number, weakly typed.</summary>
    public static implicit operator Tensor(int number) => new Number(Storage.Of((long)number));

    /// <summary>A whole number, weakly typed.</summary>
    public static implicit operator Tensor(long number) => new Number(Storage.Of(number));

    /// <summary>A number, weakly typed.</summary>
    public static implicit operator Tensor(float number) => new Number(Storage.Of((double)number));

    /// <summary>A number, weakly typed.</summary>
    public static implicit operator Tensor(double number) => new Number(Storage.Of(number));

    /// <summary>True or false, weakly typed.</summary>
    public static implicit operator Tensor(bool value) => new Number(Storage.Of(value));

    

    /// <summary>The value where this is a bare number of floating-point or integer kind, else null.</summary>
    internal double? NumberValue => !IsNumber ? null : DType switch
    {
        DType.Float64 => storage.Span<double>(0, 1)[0],
        DType.Int64 => storage.Span<long>(0, 1)[0],
        _ => null,
    };

    /// <summary>Another tensor over the same memory.</summary>
    internal Tensor View(Shape shape, int[] strides, int offset)
    {
        bool contiguous = ReferenceEquals(strides, this.strides) ? IsContiguous : AreContiguous(shape, strides);
        return this is Detached
            ? new Detached(storage, Offset + offset, shape, strides, contiguous)
            : new Tensor(storage, Offset + offset, shape, strides, contiguous);
    }

    /// <summary>Another tensor over the same memory, of the same shape.</summary>
    internal Tensor Alias() => this is Detached ? Detach() : new(storage, Offset, shape, strides, IsContiguous);

    /// <summary>Another tensor over the same memory, as the argument of a function that is differentiated.</summary>
    internal Tensor AsArgument() => this is Detached ? Detach() : new Argument(storage, Offset, shape, strides, IsContiguous);

    internal int[] StrideArray => strides;

    internal Storage Storage => storage;

    internal int Offset => packedOffset >= 0 ? packedOffset : ~packedOffset;

    internal void MarkWritten(string by, string? file = null, int line = 0) => storage.Written(by, file, line);

    /// <summary>
    /// Makes this tensor show other memory, as a parameter does that changes its dtype. It leaves whatever graph it was in, and a leaf that required
    /// a gradient requires one still.
    /// </summary>
    protected void Rebind(Tensor data)
    {
        bool requiresGrad = RequiresGrad;
        if (data.storage.IsTracked)
            data = data.Detach().Clone();
        (storage, packedOffset, shape, strides, ElementCount) = (data.storage, data.packedOffset, data.shape, data.strides, data.ElementCount);
        Node = null;
        Grad = null;
        RequiresGrad = requiresGrad;
    }

    /// <summary>Makes this tensor show another: its memory and its place in the graph. It stays the same object and keeps its gradient. Meanwhile
    /// <see cref="Lasting"/> must be the other.</summary>
    protected void Show(Tensor other) => (storage, packedOffset, shape, strides, ElementCount, Node) =
        (other.storage, other.packedOffset, other.shape, other.strides, other.ElementCount, other.Node);

    /// <summary>Another tensor over the same memory and at the same place in the graph, which stays there whatever this one shows.</summary>
    protected Tensor Twin()
    {
        var twin = Alias();
        twin.Node = Node;
        return twin;
    }

    /// <summary>What the tape keeps where a rule reads this tensor: itself, unless a derived class has it show another for a while.</summary>
    protected internal virtual Tensor Lasting => this;

    private static bool AreContiguous(Shape shape, int[] strides)
    {
        int[] sizes = shape.Array;
        int step = 1;
        for (int i = sizes.Length - 1; i >= 0; i--)
        {
            if (sizes[i] != 1 && strides[i] != step)
                return shape.ElementCount == 0;
            step *= sizes[i];
        }
        return true;
    }

    private string DebuggerDisplay =>
        $"{DType} {shape}{(RequiresGrad ? ", requires grad" : "")}{(ElementCount <= 8 && !IsBatched ? $": {TensorFormat.Inline(this)}" : "")}";
}

/// <summary>A tensor that <see cref="Tensor.Detach"/> put outside the graph, or a view of one, though it shows memory that others show from
/// inside.</summary>
internal sealed class Detached(Storage storage, int offset, Shape shape, int[] strides, bool isContiguous)
    : Tensor(storage, offset, shape, strides, isContiguous);

/// <summary>What a transform differentiates by, over the memory of the tensor that its caller gave.</summary>
internal sealed class Argument(Storage storage, int offset, Shape shape, int[] strides, bool isContiguous)
    : Tensor(storage, offset, shape, strides, isContiguous);

/// <summary>A bare number that was converted.</summary>
internal sealed class Number(Storage storage) : Tensor(storage, 0, [], [], true);
