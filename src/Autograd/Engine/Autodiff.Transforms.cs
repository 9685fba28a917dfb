namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>f(x) and ∇f(x) of a function whose value is a scalar.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">Whether the gradient can be differentiated again. It always can where x itself is being differentiated by.</param>
    /// <exception cref="AutogradException">The value is not a scalar, or does not depend on x.</exception>
    public static (Tensor Value, Tensor Gradient) ValueAndGrad(Func<Tensor, Tensor> f, Tensor x, bool createGraph = false)
    {
        Require(f, x);
        createGraph |= IsDifferentiated(x);
        using var mode = EnableGrad();
        var input = Track(x);
        var value = f(input);
        if (value.ElementCount != 1)
            throw new AutogradException(
                $"Grad: the function's value at the {x.Shape} point is {value.Shape}; only a scalar has a gradient or a Hessian. Reduce it, as in .Sum(), or take Autodiff.Jacobian.");
        var gradient = Grad(value, input, createGraph: createGraph);
        return (createGraph ? value : value.Detach(), gradient);
    }

    /// <summary>∇f(x) of a function whose value is a scalar.</summary>
    /// <inheritdoc cref="ValueAndGrad"/>
    public static Tensor Grad(Func<Tensor, Tensor> f, Tensor x, bool createGraph = false) => ValueAndGrad(f, x, createGraph).Gradient;

    /// <summary>f(x) and the vector–Jacobian product Jᵀu, by one backward pass.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="u">A vector of the shape of f(x).</param>
    /// <param name="createGraph">Whether the product can be differentiated again. It always can where x or u itself is being differentiated
    /// by.</param>
    public static (Tensor Value, Tensor Product) Vjp(Func<Tensor, Tensor> f, Tensor x, Tensor u, bool createGraph = false)
    {
        Require(f, x);
        ArgumentNullException.ThrowIfNull(u);
        createGraph |= IsDifferentiated(x) || IsDifferentiated(u);
        using var mode = EnableGrad();
        var input = Track(x);
        var value = f(input);
        var product = value.Node is null ? Tensor.ZerosLike(x) : Grad(value, input, u, createGraph: createGraph, allowUnused: true);
        return (createGraph ? value : value.Detach(), product);
    }

    /// <summary>f(x) and the Jacobian–vector product J v, the derivative of f along v, by one forward sweep.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="v">A direction of the shape of x.</param>
    /// <param name="createGraph">Whether the product can be differentiated again. It always can where x or v itself is being differentiated
    /// by.</param>
    /// <exception cref="ShapeException">The direction has another shape than x.</exception>
    public static (Tensor Value, Tensor Product) Jvp(Func<Tensor, Tensor> f, Tensor x, Tensor v, bool createGraph = false)
    {
        Require(f, x);
        ArgumentNullException.ThrowIfNull(v);
        if (v.Shape != x.Shape)
            throw new ShapeException($"Jvp: the direction v is {v.Shape} and x is {x.Shape}; they must have the same shape.");
        createGraph |= IsDifferentiated(x) || IsDifferentiated(v);
        Tensor input, value;
        using (EnableGrad())
        {
            input = Track(x);
            value = f(input);
        }
        using (new GradMode(createGraph))
        {
            var product = ForwardPass.Run([input], [v.DType == x.DType ? v : v.To(x.DType)], [value])[0];
            return (createGraph ? value : value.Detach(), product ?? Tensor.ZerosLike(value));
        }
    }

    /// <summary>The Hessian–vector product H v of a function whose value is a scalar, by a forward sweep over the gradient; H is never
    /// formed.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="v">A direction of the shape of x.</param>
    /// <exception cref="AutogradException">The value is not a scalar, or does not depend on x.</exception>
    /// <exception cref="ShapeException">The direction has another shape than x.</exception>
    public static Tensor Hvp(Func<Tensor, Tensor> f, Tensor x, Tensor v) => Jvp(input => Grad(f, input), x, v).Product;

    /// <summary>The Jacobian of f at x, of shape f(x).Shape + x.Shape, a backward pass for each element of f(x).</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">Whether it can be differentiated again. It always can where x itself is being differentiated by.</param>
    public static Tensor Jacobian(Func<Tensor, Tensor> f, Tensor x, bool createGraph = false)
    {
        Require(f, x);
        createGraph |= IsDifferentiated(x);
        using var mode = EnableGrad();
        var input = Track(x);
        var value = f(input);
        var rows = new Tensor[value.ElementCount];
        for (int i = 0; i < rows.Length; i++)
        {
            var unit = Tensor.Zeros([rows.Length], value.DType);
            unit.View([1], [1], i).FillCore(1);
            var row = value.Node is null
                ? Tensor.ZerosLike(input)
                : Grad(value, input, unit.Reshape(value.Shape), retainGraph: true, createGraph: createGraph, allowUnused: true);
            rows[i] = row.Reshape([1, x.ElementCount]);
        }
        var shape = new Shape([.. value.Shape, .. x.Shape]);
        return rows.Length == 0 ? Tensor.Zeros(shape, value.DType) : Tensor.Cat(rows).Reshape(shape);
    }

    /// <summary>The Hessian of a function whose value is a scalar, of shape x.Shape + x.Shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <exception cref="AutogradException">The value is not a scalar, or does not depend on x.</exception>
    public static Tensor Hessian(Func<Tensor, Tensor> f, Tensor x) => Jacobian(input => Grad(f, input), x);

    private static void Require(Func<Tensor, Tensor> f, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
    }

    /// <summary>
    /// The tensor that a transform differentiates by: its own leaf, or a link to the outer transform where there is one. Each transform sees its own,
    /// so nested ones cannot take each other's perturbations for theirs.
    /// </summary>
    private static Tensor Track(Tensor x) => x.Node is null ? x.Detach().WithGrad() : Shared<Identity>.Op.Apply(x);

    private static bool IsDifferentiated(Tensor x) => IsRecording && x.Node is not null;
}
