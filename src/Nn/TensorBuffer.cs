namespace AutoGrad.Nn;

/// <summary>
/// A tensor that belongs to a model and is saved with it, yet is not learned: running statistics, counts, masks. A public property of a
/// <see cref="Module"/> that holds one makes it part of the model's state.
/// </summary>
public sealed class TensorBuffer : StateTensor
{
    /// <summary>A buffer over the memory of a tensor, a copy of it where it is not contiguous.</summary>
    /// <param name="data">The values to start from, of any dtype.</param>
    public TensorBuffer(Tensor data) : base(Values(data))
    {
    }

    private static Tensor Values(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Detach().Contiguous();
    }
}
