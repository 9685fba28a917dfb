namespace AutoGrad.Optim;

/// <summary>Makes gradients smaller, between the backward pass and the step, so that one bad batch does not throw the parameters far away. Parameters
/// without a gradient are skipped.</summary>
public static class GradientClipping
{
    /// <summary>Brings every element of the gradients into [−limit, limit].</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="limit">The greatest magnitude.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not a number.</exception>
    public static void ByValue(IEnumerable<Tensor> parameters, double limit)
    {
        var all = Known(parameters);
        NotNegative(limit, nameof(limit));
        using var mode = Autodiff.NoGrad();
        foreach (var parameter in all)
            if (parameter.Grad is { } gradient)
                Replace(parameter, gradient.Clamp(-limit, limit));
    }

    /// <summary>Scales down each gradient whose own norm exceeds a limit, to that limit.</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="maxNorm">The greatest norm.</param>
    /// <param name="p">The norm's order; <see cref="double.PositiveInfinity"/> for the greatest magnitude.</param>
    /// <param name="errorIfNonFinite">Whether to throw, before anything is changed, where a norm is not finite.</param>
    /// <returns>The norms before, in the order of the parameters; 0 where there is no gradient.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not a number, or the order is not above 0.</exception>
    /// <exception cref="ArithmeticException">A norm is not finite, and that was to be an error.</exception>
    public static double[] ByNorm(IEnumerable<Tensor> parameters, double maxNorm, double p = 2, bool errorIfNonFinite = false)
    {
        var all = Known(parameters);
        NotNegative(maxNorm, nameof(maxNorm));
        double[] norms = [.. all.Select(parameter => Finite(GlobalNorm([parameter], p), errorIfNonFinite))];
        for (int i = 0; i < all.Count; i++)
            Scale([all[i]], norms[i], maxNorm);
        return norms;
    }

    /// <summary>Scales all gradients down together where their norm, taken over all of them as if they were one vector, exceeds a limit.</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="maxNorm">The greatest norm.</param>
    /// <param name="p">The norm's order; <see cref="double.PositiveInfinity"/> for the greatest magnitude.</param>
    /// <param name="errorIfNonFinite">Whether to throw, before anything is changed, where the norm is not finite; else gradients become what arithmetic
    /// makes of them.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not a number, or the order is not above 0.</exception>
    /// <exception cref="ArithmeticException">The norm is not finite, and that was to be an error.</exception>
    public static double ByGlobalNorm(IEnumerable<Tensor> parameters, double maxNorm, double p = 2, bool errorIfNonFinite = false)
    {
        var all = Known(parameters);
        NotNegative(maxNorm, nameof(maxNorm));
        double norm = Finite(GlobalNorm(all, p), errorIfNonFinite);
        Scale(all, norm, maxNorm);
        return norm;
    }

    /// <summary>Scales the gradients of each group of an optimizer down where their norm exceeds a limit.</summary>
    /// <param name="optimizer">Whose groups.</param>
    /// <param name="maxNorm">The greatest norm of a group.</param>
    /// <param name="p">The norm's order.</param>
    /// <param name="errorIfNonFinite">Whether to throw, before anything is changed, where a norm is not finite.</param>
    /// <returns>The norms of the groups before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or not a number, or the order is not above 0.</exception>
    /// <exception cref="ArithmeticException">A norm is not finite, and that was to be an error.</exception>
    public static double[] ByGroupNorm(Optimizer optimizer, double maxNorm, double p = 2, bool errorIfNonFinite = false)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        NotNegative(maxNorm, nameof(maxNorm));
        double[] norms = [.. optimizer.Groups.Select(group => Finite(GlobalNorm(group.Parameters, p), errorIfNonFinite))];
        for (int i = 0; i < norms.Length; i++)
            Scale(optimizer.Groups[i].Parameters, norms[i], maxNorm);
        return norms;
    }

    /// <summary>The norm of all gradients together, (Σ|g|ᵖ)^(1/p), in Float64; 0 where there are none. Nothing is changed.</summary>
    /// <param name="parameters">Whose gradients.</param>
    /// <param name="p">The norm's order; <see cref="double.PositiveInfinity"/> for the greatest magnitude.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order is not above 0.</exception>
    public static double GlobalNorm(IEnumerable<Tensor> parameters, double p = 2)
    {
        var all = Known(parameters);
        if (!(p > 0))
            throw new ArgumentOutOfRangeException(nameof(p), p, FormattableString.Invariant($"p is {p}; the order of a norm must be above 0."));
        using var mode = Autodiff.NoGrad();
        double total = 0;
        foreach (var parameter in all)
            if (parameter.Grad is { ElementCount: > 0 } gradient)
            {
                var wide = gradient.Detach().To(DType.Float64);
                total = p == 2 ? total + wide.Square().Sum().Item()
                    : double.IsInfinity(p) ? Math.Max(total, wide.Abs().Max().Item())
                    : total + (p == 1 ? wide.Abs() : wide.Abs().Pow(p)).Sum().Item();
            }
        return double.IsInfinity(p) || p == 1 ? total : p == 2 ? Math.Sqrt(total) : Math.Pow(total, 1 / p);
    }

    private static IReadOnlyList<Tensor> Known(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters as IReadOnlyList<Tensor> ?? [.. parameters];
    }

    private static void NotNegative(double value, string name)
    {
        if (!(value >= 0))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value}; it must be 0 or more."));
    }

    private static double Finite(double norm, bool errorIfNonFinite) => !errorIfNonFinite || double.IsFinite(norm)
        ? norm
        : throw new ArithmeticException(FormattableString.Invariant(
            $"The norm of the gradients is {norm}, so they cannot be scaled down, and nothing was changed. Find the operation that made it so with ") +
            "Autodiff.DetectAnomaly().");

    private static void Scale(IEnumerable<Tensor> parameters, double norm, double maxNorm)
    {
        double factor = maxNorm / (norm + 1e-6); // As PyTorch has it.
        if (factor >= 1)
            return;
        using var mode = Autodiff.NoGrad();
        foreach (var parameter in parameters)
            if (parameter.Grad is { } gradient)
                Replace(parameter, gradient * factor);
    }

    /// <summary>Writes into the gradient, which lives as long as it has to, unless it is a view that cannot be written in order.</summary>
    private static void Replace(Tensor parameter, Tensor gradient)
    {
        if (parameter.Grad is { IsContiguous: true, RequiresGrad: false } old)
            old.CopyInPlace(gradient);
        else
            parameter.Grad = gradient;
    }
}
