namespace AutoGrad;

/// <summary>
/// A tensor as the function that is mapped sees it: of the shape of one sample, standing for all of them. It has no values of its own; operations
/// meet the physical tensor, whose first axis is the batch, and which may itself be a batched one of an outer VMap.
/// </summary>
internal sealed class Batched : Tensor
{
    private readonly Tensor physical;
    private readonly int version;

    /// <param name="batch">The samples.</param>
    /// <param name="physical">All samples' values, the batch axis first.</param>
    public Batched(Batch batch, Tensor physical) : this(batch, physical, Shape.Adopt(physical.Shape.AsSpan()[1..].ToArray()))
    {
    }

    private Batched(Batch batch, Tensor physical, Shape shape)
        : base(Storage.InPlaceOf(physical.Storage, batch.Memory), 0, shape, shape.ContiguousStrides(), true)
    {
        Batch = batch;
        this.physical = physical;
        version = physical.Version;
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

    /// <summary>The same samples in another tensor, in no graph of this level.</summary>
    public new Batched Alias() => new(Batch, Physical);

    /// <summary>The same samples outside every graph.</summary>
    public new Batched Detach() => new(Batch, Physical.Detach());

    /// <summary>The memory that a tensor's values lie in, under however many batches.</summary>
    public static Storage MemoryOf(Tensor tensor)
    {
        while (tensor is Batched batched)
            tensor = batched.physical;
        return tensor.Storage;
    }

    /// <summary>What it is, for there are no values to show.</summary>
    public override string ToString() => $"{DType} {Shape}, one of {Batch.Size} samples in VMap";
}

public partial class Tensor
{
    /// <summary>
    /// Whether this stands for all samples of a batch, inside a function that <see cref="Autodiff.VMap(Func{Tensor, Tensor}, int, int, int?)"/> maps: it
    /// has the shape of one sample, and its values cannot be read.
    /// </summary>
    public bool IsBatched => this is Batched;
}
