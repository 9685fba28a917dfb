namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>∇f(x) of a function whose value is a scalar.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor}, Tensor, bool?)"/>
    public static Tensor Grad(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null) => ValueAndGrad(f, x, createGraph).Gradient;

    /// <summary>f(x) and ∇f(x) of a function whose value is a scalar. Where f does not depend on x, the gradient is zero.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">
    /// Whether the derivative can be differentiated again. Left out, it can wherever it depends on something that is being differentiated: x itself, or
    /// what f captures. False makes a constant of it.
    /// </param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="DTypeException">x, or the value, does not hold floating-point numbers.</exception>
    public static (Tensor Value, Tensor Gradient) ValueAndGrad(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null)
    {
        var (value, gradients) = ValueAndGradients(Over(f), x, createGraph);
        return (value, gradients[0]);
    }

    /// <summary>f(x), ∇f(x), and what else f computes on the way: <c>ValueAndGrad(w => { var y = Model(w); return (Loss(y), y); }, w)</c>.</summary>
    /// <param name="f">The function: its value, which is a scalar, and anything else. A tensor, or an array, list or dictionary of tensors,
    /// comes out without its graph unless the gradient has one.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">As without the rest.</param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="DTypeException">x, or the value, does not hold floating-point numbers.</exception>
    public static (Tensor Value, TAux Auxiliary, Tensor Gradient) ValueAndGrad<TAux>(
        Func<Tensor, (Tensor Value, TAux Auxiliary)> f, Tensor x, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var (value, auxiliary, gradients) = ValueAndGradients(p => f(p[0]), x, createGraph);
        return (value, auxiliary, gradients[0]);
    }

    /// <summary>f(x) and the vector–Jacobian product Jᵀu, by one backward pass.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="u">A vector of the shape of f(x).</param>
    /// <param name="createGraph">
    /// Whether the product can be differentiated again. Left out, it can wherever it depends on something that is being differentiated: x or u itself, or
    /// what f captures.
    /// </param>
    /// <exception cref="ShapeException">The vector has another shape than f(x).</exception>
    /// <exception cref="DTypeException">x, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, Tensor Product) Vjp(Func<Tensor, Tensor> f, Tensor x, Tensor u, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(u);
        var line = new Linearization("Vjp", Over(f), x, createGraph);
        return (line.Value(), line.Pull([u])[0]);
    }

    /// <summary>f(x) and the map u ↦ Jᵀu, which may be called any number of times, each a backward pass through the one graph.</summary>
    /// <inheritdoc cref="Vjp(Func{Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static (Tensor Value, Func<Tensor, Tensor> Pullback) Vjp(Func<Tensor, Tensor> f, Tensor x)
    {
        var line = new Linearization("Vjp", Over(f), x);
        return (line.Value(), u => line.Pull([NotNull(u)], again: true)[0]);
    }

    /// <summary>f(x) and the Jacobian–vector product J v, the derivative of f along v, by one forward sweep.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="v">A direction of the shape of x.</param>
    /// <param name="createGraph">
    /// Whether the product can be differentiated again. Left out, it can wherever it depends on something that is being differentiated: x or v itself, or
    /// what f captures.
    /// </param>
    /// <exception cref="ShapeException">The direction has another shape than x.</exception>
    /// <exception cref="DTypeException">x, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, Tensor Product) Jvp(Func<Tensor, Tensor> f, Tensor x, Tensor v, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(v);
        var line = new Linearization("Jvp", Over(f), x, createGraph);
        return (line.Value(), line.Push(v)[0]);
    }

    /// <summary>f(x) and the map v ↦ J v, which may be called any number of times, each a forward sweep through the one graph.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static (Tensor Value, Func<Tensor, Tensor> Pushforward) Linearize(Func<Tensor, Tensor> f, Tensor x)
    {
        var line = new Linearization("Linearize", Over(f), x);
        return (line.Value(), v => line.Push(NotNull(v))[0]);
    }

    /// <summary>The Jacobian of f at x, of shape f(x).Shape + x.Shape: backward passes for all elements of f(x) at once, by
    /// <see cref="VMap(Func{Tensor, Tensor}, int, int, int?)"/> over unit vectors.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">
    /// Whether it can be differentiated again. Left out, it can wherever it depends on something that is being differentiated: x itself, or what f
    /// captures.
    /// </param>
    /// <param name="chunkSize">How many rows are computed together: fewer save memory, and 1 is a loop. Left out, as many as keep intermediate
    /// results small, or one where the rule of an operation of one's own reads values.</param>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size is less than 1.</exception>
    /// <exception cref="DTypeException">x, or f(x), does not hold floating-point numbers.</exception>
    public static Tensor Jacobian(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null) =>
        ValueAndJacobian(f, x, createGraph, chunkSize).Jacobian;

    /// <summary>f(x) and the Jacobian of f at x, of shape f(x).Shape + x.Shape.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>
    public static (Tensor Value, Tensor Jacobian) ValueAndJacobian(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null)
    {
        var line = new Linearization("Jacobian", Over(f), x, createGraph);
        return (line.Value(), Jacobians(line, x, chunkSize)[0, 0]);
    }

    /// <summary>The value and the gradients of a function whose value is a scalar.</summary>
    private static (Tensor Value, Tensor[] Gradients) ValueAndGradients(
        Func<Tensor[], Tensor[]> f, Point x, bool? createGraph, string transform = "Grad")
    {
        var line = new Linearization(transform, f, x, createGraph);
        var gradients = line.Gradients();
        return (line.Value(), gradients);
    }

    /// <summary>The same of a function that computes something else on the way.</summary>
    private static (Tensor Value, TAux Auxiliary, Tensor[] Gradients) ValueAndGradients<TAux>(
        Func<Tensor[], (Tensor Value, TAux Auxiliary)> f, Point x, bool? createGraph)
    {
        TAux auxiliary = default!;
        var line = new Linearization("Grad", First, x, createGraph);
        var gradients = line.Gradients();
        return (line.Value(), line.Auxiliary(auxiliary), gradients);

        Tensor[] First(Tensor[] p)
        {
            (var value, auxiliary) = f(p);
            return [value];
        }
    }

    /// <summary>The Jacobian of each value by each part of the point.</summary>
    private static Tensor[,] Jacobians(Linearization line, Point x, int? chunkSize)
    {
        using var mode = EnableGrad();
        var result = new Tensor[line.Values.Count, x.Parts.Length];
        for (int o = 0; o < line.Values.Count; o++)
        {
            int output = o;
            var value = line.Values[o];
            var rows = UnitRows.Of(
                value,
                unit => line.Pull([.. line.Values.Select((_, i) => i == output ? unit : null)], again: true),
                chunkSize,
                line.Widest);
            for (int k = 0; k < x.Parts.Length; k++)
            {
                var shape = new Shape([.. value.Shape, .. x.Parts[k].Shape]);
                result[o, k] = rows.Length == 0 ? Tensor.Zeros(shape, value.DType) : rows[k].Reshape(shape);
            }
        }
        return result;
    }

    private static Func<Tensor[], Tensor[]> Over(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return p => [f(p[0])];
    }

    private static Func<Tensor[], Tensor[]> Over(Func<Tensor, Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return p => [f(p[0], p[1])];
    }

    private static Func<Tensor[], Tensor[]> Over(Func<Tensor[], Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return p => [f(p)];
    }

    private static Tensor NotNull(Tensor vector) => vector ?? throw new ArgumentNullException(nameof(vector));
}
