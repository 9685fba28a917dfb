namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>The Hessian of a function whose value is a scalar, of shape x.Shape + x.Shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">Whether it can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many rows are computed together, as in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="DTypeException">x, or the value, does not hold floating-point numbers.</exception>
    public static Tensor Hessian(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null) =>
        ValueGradAndHessian(f, x, createGraph, chunkSize).Hessian;

    /// <summary>f(x), ∇f(x) and the Hessian, what a Newton step needs, from one evaluation of f.</summary>
    /// <inheritdoc cref="Hessian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>
    public static (Tensor Value, Tensor Gradient, Tensor Hessian) ValueGradAndHessian(
        Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null)
    {
        var (line, value) = LinearizeGradients("Hessian", Over(f), x, createGraph);
        return (line.Auxiliary(value()), line.Value(), Jacobians(line, x, chunkSize)[0, 0]);
    }

    /// <summary>The Hessian–vector product H v of a function whose value is a scalar, by a forward sweep over the gradient; H is never
    /// formed.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="v">A direction of the shape of x.</param>
    /// <param name="createGraph">Whether it can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="ShapeException">The direction has another shape than x.</exception>
    /// <exception cref="DTypeException">x, or the value, does not hold floating-point numbers.</exception>
    public static Tensor Hvp(Func<Tensor, Tensor> f, Tensor x, Tensor v, bool? createGraph = null) =>
        ValueGradAndHvp(f, x, v, createGraph).Product;

    /// <summary>f(x), ∇f(x) and the Hessian–vector product H v, from one evaluation of f.</summary>
    /// <inheritdoc cref="Hvp(Func{Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static (Tensor Value, Tensor Gradient, Tensor Product) ValueGradAndHvp(
        Func<Tensor, Tensor> f, Tensor x, Tensor v, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(v);
        var (line, value) = LinearizeGradients("Hvp", Over(f), x, createGraph);
        return (line.Auxiliary(value()), line.Value(), line.Push(v)[0]);
    }

    /// <summary>The vector–Hessian product vᵀH of a function whose value is a scalar, by a backward pass over the gradient. As H is symmetric it is
    /// <see cref="Hvp(Func{Tensor, Tensor}, Tensor, Tensor, bool?)"/>, computed the other way.</summary>
    /// <inheritdoc cref="Hvp(Func{Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static Tensor Vhp(Func<Tensor, Tensor> f, Tensor x, Tensor v, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(v);
        return LinearizeGradients("Vhp", Over(f), x, createGraph).Line.Pull([v])[0];
    }

    /// <summary>The gradients of a function whose value is a scalar, as functions themselves, and the value.</summary>
    private static (Linearization Line, Func<Tensor> Value) LinearizeGradients(
        string transform, Func<Tensor[], Tensor[]> f, Point x, bool? createGraph)
    {
        Tensor value = null!;
        var line = new Linearization(transform, Gradients, x, createGraph);
        return (line, () => value);

        Tensor[] Gradients(Tensor[] p)
        {
            (value, var gradients) = ValueAndGradients(f, x with { Parts = p }, null, transform);
            return gradients;
        }
    }
}
