namespace AutoGrad;

/// <summary>
/// What stands in place of the values of a tensor as the function that is mapped sees it: of the shape of one sample, standing for all of them.
/// Operations meet the physical tensor, whose first axis is the batch, and which may itself be a batched one of an outer VMap. Whatever shows this
/// storage is batched, be it a parameter that shows a given tensor for a while.
/// </summary>
internal sealed class BatchedStorage : Storage
{
    private readonly Tensor physical;
    private readonly int version;

    private BatchedStorage(Batch batch, Tensor physical) : base(batch.Memory, 0, physical.DType)
    {
        Batch = batch;
        this.physical = physical;
        version = physical.Version;
        Expression = physical.Storage.Expression; // So that what is kept of a batch is known to be read again.
    }

    /// <summary>The samples.</summary>
    public Batch Batch { get; }

    /// <summary>All samples' values, the batch axis first.</summary>
    /// <exception cref="AutogradException">They have been overwritten since.</exception>
    public Tensor Physical => physical.Version == version ? physical : throw new AutogradException(
        $"VMap: the {physical.DType} {physical.Shape} tensor behind a batched one has been overwritten by {physical.Storage.LastWriter} while the " +
        "function ran. Write before VMap is called, or to a copy (Clone).");

    /// <summary>Whether gradients flow to the physical tensor.</summary>
    public bool PhysicalRequiresGrad => physical.RequiresGrad;

    /// <summary>The tensor that the function sees of a physical one.</summary>
    public static Tensor Show(Batch batch, Tensor physical)
    {
        var shape = Shape.Adopt(physical.Shape.AsSpan()[1..].ToArray());
        return new(new BatchedStorage(batch, physical), 0, shape, shape.ContiguousStrides(), true);
    }

    /// <summary>
    /// What shows a physical tensor as another one's is shown, under the same batches, and as part of the graphs around them; null for a tensor that
    /// is not batched. It does not keep the other's values.
    /// </summary>
    public static Func<Tensor, Tensor>? Shower(Tensor tensor)
    {
        if (tensor.Storage is not BatchedStorage { Batch: var batch, physical: var behind })
            return null;
        var (node, further) = (behind.Node, Shower(behind));
        return whole =>
        {
            var physical = (further?.Invoke(whole) ?? whole).Alias();
            physical.Node = node;
            return Show(batch, physical);
        };
    }

    /// <summary>The nodes of the physical tensors behind a tensor, from the inside out; none for one that is not batched.</summary>
    public static Node?[] NodesBehind(Tensor tensor)
    {
        if (tensor.Storage is not BatchedStorage)
            return [];
        var nodes = new List<Node?>();
        while (tensor.Storage is BatchedStorage batched)
            nodes.Add((tensor = batched.physical).Node);
        return [.. nodes];
    }

    /// <summary>A tensor of the same values whose physical tensors have other nodes.</summary>
    public static Tensor Linked(Tensor tensor, ReadOnlySpan<Node?> behind)
    {
        if (behind.IsEmpty || tensor.Storage is not BatchedStorage batched)
            return tensor;
        var physical = Linked(batched.Physical, behind[1..]).Alias();
        physical.Node = behind[0];
        return Show(batched.Batch, physical);
    }

    /// <summary>All samples of a tensor, under however many batches.</summary>
    public static Tensor WholeOf(Tensor tensor)
    {
        while (tensor.Storage is BatchedStorage batched)
            tensor = batched.physical;
        return tensor;
    }

    /// <summary>The memory that a tensor's values lie in, under however many batches.</summary>
    public static Storage MemoryOf(Tensor tensor) => WholeOf(tensor).Storage;
}

public partial class Tensor
{
    /// <summary>
    /// Whether this stands for all samples of a batch, inside a function that <see cref="Autodiff.VMap(Func{Tensor, Tensor}, int, int, int?)"/> maps:
    /// it has the shape of one sample, and its values cannot be read.
    /// </summary>
    public bool IsBatched => storage is BatchedStorage;
}
