namespace AutoGrad.Nn;

/// <summary>A tensor that is part of a model's state: a <see cref="Parameter"/>, which is learned, or a <see cref="TensorBuffer"/>, which is
/// not.</summary>
public abstract class StateTensor : Tensor
{
    private protected StateTensor(Tensor data) : base(data)
    {
    }

    /// <summary>Takes another dtype, the gradient too, and stays the same object.</summary>
    internal void Convert(DType dtype)
    {
        if (dtype == DType)
            return;
        var gradient = Grad;
        using (TensorScope.Outside()) // A model outlives the step in which it is converted.
        using (Autodiff.NoGrad())
        {
            Rebind(To(dtype));
            Grad = gradient?.To(dtype);
        }
    }
}
