namespace AutoGrad.Nn;

/// <summary>A tensor that is part of a model's state: a <see cref="Parameter"/>, which is learned, or a <see cref="TensorBuffer"/>, which is
/// not.</summary>
public abstract class StateTensor : Tensor
{
    private Tensor? shown;

    private protected StateTensor(Tensor data) : base(data)
    {
    }

    /// <summary>Whether it is computed from others by a parametrisation, and so no part of a model's state.</summary>
    internal bool IsComputed { get; set; }

    /// <inheritdoc/>
    protected override Tensor Lasting => shown ?? this;

    /// <summary>The tensor that this one shows, or this where it shows none.</summary>
    internal Tensor Shown => Lasting;

    /// <summary>What this tensor is at the moment; setting it shows another, or what it was before.</summary>
    internal (Tensor Contents, Tensor? Shown) State
    {
        get => (Twin(), shown);
        set
        {
            Show(value.Contents);
            shown = value.Shown;
        }
    }

    /// <summary>The state in which this tensor shows another, whatever becomes of that in case it is a state tensor itself.</summary>
    internal (Tensor Contents, Tensor? Shown) Showing(Tensor other)
    {
        other = other.IsNumber ? other.To(DType) : other is StateTensor state ? state.shown ?? state.Twin() : other;
        return (other, other);
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
