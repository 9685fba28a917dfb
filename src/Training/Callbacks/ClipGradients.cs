using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>Makes gradients smaller before each step: all together by their norm, or each element by its value.</summary>
public sealed class ClipGradients : Callback
{
    private Tensor[] parameters = [];

    /// <summary>Clipping.</summary>
    /// <param name="norm">The greatest norm of all gradients together.</param>
    /// <param name="value">The greatest magnitude of an element, cut before the norm is taken.</param>
    /// <exception cref="ArgumentException">Neither is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One is not above 0.</exception>
    public ClipGradients(double? norm = null, double? value = null)
    {
        if (norm is null && value is null)
            throw new ArgumentException("ClipGradients: give a norm, a value or both.");
        if (!((norm ?? 1) > 0 && (value ?? 1) > 0))
            throw new ArgumentOutOfRangeException(nameof(norm), "ClipGradients: limits are above 0.");
        (Norm, Value) = (norm, value);
    }

    /// <summary>The greatest norm of all gradients together.</summary>
    public double? Norm { get; }

    /// <summary>The greatest magnitude of an element.</summary>
    public double? Value { get; }

    /// <summary>The norm at the last step, before it was clipped; NaN where it was not taken.</summary>
    public double LastNorm { get; private set; } = double.NaN;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer) => parameters = trainer.OptimizedParameters();

    /// <inheritdoc/>
    public override void OnGradients(Trainer trainer)
    {
        if (Value is { } value)
            GradientClipping.ByValue(parameters, value);
        if (Norm is { } norm)
            LastNorm = GradientClipping.ByGlobalNorm(parameters, norm);
    }
}
