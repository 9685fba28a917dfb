using System.Diagnostics.CodeAnalysis;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>The node of the tape that made this tensor, or that collects its gradient; null where no gradient is wanted.</summary>
    internal Node? Node
    {
        get => storage.IsTracked ? storage.History.NodeOf(this, ref node) : node;
        set
        {
            node = value;
            if (storage.IsTracked && value is not null)
                storage.History.Note(this, value);
        }
    }

    /// <summary>The same for those who have just asked for it, and so had it looked up.</summary>
    internal Node? KnownNode => node;

    private Node? node; // Where recorded operations wrote to the memory, it may be that of what was there before.

    /// <summary>The gradient that backward passes have accumulated here; null before the first. Assign null to clear it.</summary>
    /// <exception cref="ShapeException">The value assigned has another shape than this tensor.</exception>
    /// <exception cref="DTypeException">The value assigned has another dtype than this tensor.</exception>
    public Tensor? Grad
    {
        get;
        set
        {
            if (value is not null && value.shape != shape)
                throw new ShapeException($"Grad: a gradient of shape {value.shape} was assigned to a tensor of shape {shape}; " +
                    "they must have the same shape.");
            if (value is not null && value.DType != DType)
                throw new DTypeException($"Grad: a gradient of {value.DType} was assigned to a tensor of {DType}; " +
                    $"convert it with .To(DType.{DType}).");
            if (value is not null)
                RequireOutlived(value, "Grad");
            field = value;
        }
    }

    /// <summary>Refuses a gradient that stands for samples of a batch that this tensor lies outside of.</summary>
    internal void RequireOutlived(Tensor gradient, string by)
    {
        if (gradient.storage is BatchedStorage { Batch: var batch } && batch.Number > ((storage as BatchedStorage)?.Batch.Number ?? 0))
            throw new AutogradException(
                $"{by}: this {shape} tensor belongs outside VMap, and the gradient differs over a batch of {batch.Size}, " +
                "so it cannot be kept here. Take gradients with Autodiff.Grad inside VMap and return them.");
    }

    /// <summary>
    /// Whether gradients flow to this tensor: it is a leaf that asked for one, or was computed from such. Setting it makes a leaf of a tensor outside
    /// any graph, or releases a leaf.
    /// </summary>
    /// <exception cref="DTypeException">The tensor does not hold floating-point numbers.</exception>
    /// <exception cref="AutogradException">The tensor was computed by recorded operations; use <see cref="Detach"/>. Or it was computed in inference
    /// mode; use a <see cref="Clone"/>.</exception>
    public bool RequiresGrad
    {
        get => Node is not null || storage is BatchedStorage { PhysicalRequiresGrad: true };
        set
        {
            if (value == Node is not null)
                return;
            if (!IsLeaf)
                throw new AutogradException($"RequiresGrad: this {shape} tensor is the result of {Node!.Op}, so its gradient is not its own to " +
                    "refuse; use Detach() for a tensor outside the graph.");
            if (value && !DType.IsFloatingPoint)
                throw new DTypeException($"RequiresGrad: only floating-point tensors have gradients, and this one is {DType}; " +
                    "convert it with .To(DType.Float32) first.");
            if (value && storage.IsInference)
                throw new AutogradException($"RequiresGrad: this {DType} {shape} tensor was computed inside Autodiff.Inference(), so it can never " +
                    "be part of a graph. Take a Clone() of it outside.");
            Node = value ? new Node(this) : null;
        }
    }

    /// <summary>Whether this tensor was made by the user rather than by a recorded operation; only leaves keep a <see cref="Grad"/>.</summary>
    public bool IsLeaf => Node?.Op is null;

    /// <summary>Asks for this tensor's gradient, and returns the tensor: <c>var x = Tensor.Of([1.0, 2.0]).WithGrad();</c></summary>
    /// <exception cref="DTypeException">The tensor does not hold floating-point numbers.</exception>
    public Tensor WithGrad()
    {
        RequiresGrad = true;
        return this;
    }

    /// <summary>The same memory outside the graph: no gradient flows through, and what is written through it is not recorded.</summary>
    public Tensor Detach() => storage is BatchedStorage batched
        ? BatchedStorage.Show(batched.Batch, batched.Physical.Detach())
        : new Detached(storage, Offset, shape, strides, IsContiguous);

    /// <summary>
    /// Computes the gradient of this tensor with respect to every leaf that it depends on and adds it to the leaf's <see cref="Grad"/>.
    /// </summary>
    /// <param name="gradient">The gradient of some scalar with respect to this tensor; may be left out where this is a scalar itself, and is 1
    /// then.</param>
    /// <param name="retainGraph">Whether to keep the saved values for another pass. By default they are freed unless
    /// <paramref name="createGraph"/>.</param>
    /// <param name="createGraph">Whether to record the pass itself, so that the gradients can be differentiated again.</param>
    /// <exception cref="AutogradException">There is no graph, it was freed, a saved value was overwritten, or this is not a scalar and no gradient
    /// was given.</exception>
    /// <exception cref="ShapeException">The gradient has another shape.</exception>
    public void Backward(Tensor? gradient = null, bool? retainGraph = null, bool createGraph = false) =>
        new BackwardPass(retainGraph ?? createGraph, createGraph, null)
            .Accumulate([this], gradient is null ? default : new ReadOnlySpan<Tensor>(ref gradient!));

    /// <summary>A tensor of a shape and dtype whose values were not kept. Reading them fails.</summary>
    internal static Tensor Unkept(Shape shape, DType dtype) => new(Storage.Unkept(dtype), 0, shape, shape.ContiguousStrides(), true);

    [DoesNotReturn]
    internal static void ThrowUnkept() => throw new AutogradException(
        "A derivative rule read a value that the operation's Reads says it does not need. Add it to Reads, or leave Reads at its default.");
}
