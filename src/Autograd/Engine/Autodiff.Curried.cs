namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>∇f as a function, to be applied or differentiated again: <c>var f2 = Autodiff.Grad(Autodiff.Grad(f));</c>.</summary>
    /// <param name="f">A function whose value is a scalar.</param>
    public static Func<Tensor, Tensor> Grad(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Grad(f, x);
    }

    /// <summary>∂f/∂a or ∂f/∂b as a function of both: <c>var perSample = Autodiff.Grad((w, x) => Loss(w, x));</c>.</summary>
    /// <param name="f">A function of two tensors whose value is a scalar.</param>
    /// <param name="argnum">0 for the first, 1 for the second.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    public static Func<Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor> f, int argnum = 0)
    {
        ArgumentNullException.ThrowIfNull(f);
        if (argnum is not (0 or 1))
            throw new ArgumentOutOfRangeException(nameof(argnum), argnum, $"Grad: there is no input {argnum}; the function has 2, numbered from 0.");
        return (a, b) => Grad(f, a, b, argnum);
    }

    /// <summary>f and ∇f as one function.</summary>
    /// <param name="f">A function whose value is a scalar.</param>
    public static Func<Tensor, (Tensor Value, Tensor Gradient)> ValueAndGrad(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => ValueAndGrad(f, x);
    }

    /// <summary>(x, v) ↦ J(x) v as a function.</summary>
    /// <param name="f">The function.</param>
    public static Func<Tensor, Tensor, Tensor> Jvp(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, v) => Jvp(f, x, v).Product;
    }

    /// <summary>(x, u) ↦ J(x)ᵀu as a function.</summary>
    /// <param name="f">The function.</param>
    public static Func<Tensor, Tensor, Tensor> Vjp(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, u) => Vjp(f, x, u).Product;
    }

    /// <summary>The Jacobian as a function.</summary>
    /// <param name="f">The function.</param>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Jacobian(f, x);
    }

    /// <summary>The Hessian as a function.</summary>
    /// <param name="f">A function whose value is a scalar.</param>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Hessian(f, x);
    }

    /// <summary>(x, v) ↦ H(x) v as a function.</summary>
    /// <param name="f">A function whose value is a scalar.</param>
    public static Func<Tensor, Tensor, Tensor> Hvp(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, v) => Hvp(f, x, v);
    }

    /// <summary>(x, v) ↦ vᵀH(x) as a function.</summary>
    /// <param name="f">A function whose value is a scalar.</param>
    public static Func<Tensor, Tensor, Tensor> Vhp(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, v) => Vhp(f, x, v);
    }

    /// <summary>∇²f as a function.</summary>
    /// <param name="f">A function whose value is a scalar, or one number for each point.</param>
    public static Func<Tensor, Tensor> Laplacian(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Laplacian(f, x);
    }

    /// <summary>∇·f as a function.</summary>
    /// <param name="f">A vector field.</param>
    public static Func<Tensor, Tensor> Divergence(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Divergence(f, x);
    }
}
