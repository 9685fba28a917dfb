namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>The gradients, by name, of a function of named tensors, a model's parameters say, whose value is a scalar.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>
    public static OrderedDictionary<string, Tensor> Grad(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null) =>
        ValueAndGrad(f, x, createGraph).Gradients;

    /// <summary>The value and the gradients, by name, of a function of named tensors, a model's parameters say, whose value is a scalar.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs by name; all are differentiated by.</param>
    /// <param name="createGraph">Whether the derivatives can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="DTypeException">An input, or the value, does not hold floating-point numbers.</exception>
    public static (Tensor Value, OrderedDictionary<string, Tensor> Gradients) ValueAndGrad(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null)
    {
        var (value, gradients) = ValueAndGradients(Over(f, x), Point.Of(x), createGraph);
        return (value, Named(x, gradients));
    }

    /// <summary>The value and the gradients, by name, of a function of named tensors, and what else it computes on the way.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>
    public static (Tensor Value, TAux Auxiliary, OrderedDictionary<string, Tensor> Gradients) ValueAndGrad<TAux>(
        Func<IReadOnlyDictionary<string, Tensor>, (Tensor Value, TAux Auxiliary)> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var (value, auxiliary, gradients) = ValueAndGradients(p => f(Named(x, p)), Point.Of(x), createGraph);
        return (value, auxiliary, Named(x, gradients));
    }

    /// <summary>f(x) and the vector–Jacobian products, by name, of a function of named tensors, by one backward pass.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs by name.</param>
    /// <param name="u">A vector of the shape of f(x).</param>
    /// <param name="createGraph">Whether the products can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <exception cref="ShapeException">The vector has another shape than f(x).</exception>
    /// <exception cref="DTypeException">An input, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, OrderedDictionary<string, Tensor> Products) Vjp(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, Tensor u, bool? createGraph = null)
    {
        var line = new Linearization("Vjp", Over(f, x), Point.Of(x), createGraph);
        return (line.Value(), Named(x, line.Pull([NotNull(u)])));
    }

    /// <summary>f(x) and its derivative along a direction for each named input, by one forward sweep.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs by name.</param>
    /// <param name="v">Directions of the same names and shapes.</param>
    /// <param name="createGraph">Whether the product can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <exception cref="ArgumentException">The directions have other names than the inputs.</exception>
    /// <exception cref="ShapeException">A direction has another shape than its input.</exception>
    /// <exception cref="DTypeException">An input, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, Tensor Product) Jvp(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f,
        IReadOnlyDictionary<string, Tensor> x,
        IReadOnlyDictionary<string, Tensor> v,
        bool? createGraph = null)
    {
        var line = new Linearization("Jvp", Over(f, x), Point.Of(x), createGraph);
        return (line.Value(), line.Push(Directions("Jvp", x, v))[0]);
    }

    /// <summary>f(x) and the map from a vector to its products with the Jacobians, by name, which may be called any number of times, each a backward
    /// pass through the one graph.</summary>
    /// <inheritdoc cref="Linearize(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor})"/>
    public static (Tensor Value, Func<Tensor, OrderedDictionary<string, Tensor>> Pullback) Vjp(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x)
    {
        var line = new Linearization("Vjp", Over(f, x), Point.Of(x));
        return (line.Value(), u => Named(x, line.Pull([NotNull(u)], again: true)));
    }

    /// <summary>f(x) and the map from directions of the same names to the derivative along them, which may be called any number of times, each a
    /// forward sweep through the one graph.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs by name.</param>
    /// <exception cref="DTypeException">An input, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, Func<IReadOnlyDictionary<string, Tensor>, Tensor> Pushforward) Linearize(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x)
    {
        var line = new Linearization("Linearize", Over(f, x), Point.Of(x));
        return (line.Value(), v => line.Push(Directions("Linearize", x, v))[0]);
    }

    /// <summary>The Jacobians, by name, of a function of named tensors, each of shape f(x).Shape + x[name].Shape.</summary>
    /// <inheritdoc cref="ValueAndJacobian(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?, int?)"/>
    public static OrderedDictionary<string, Tensor> Jacobian(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null, int? chunkSize = null) =>
        ValueAndJacobian(f, x, createGraph, chunkSize).Jacobians;

    /// <summary>f(x) and the Jacobians, by name, of a function of named tensors, each of shape f(x).Shape + x[name].Shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs by name; all are differentiated by.</param>
    /// <param name="createGraph">Whether they can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many rows are computed together, as in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size is less than 1.</exception>
    /// <exception cref="DTypeException">An input, or f(x), does not hold floating-point numbers.</exception>
    public static (Tensor Value, OrderedDictionary<string, Tensor> Jacobians) ValueAndJacobian(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null, int? chunkSize = null)
    {
        var point = Point.Of(x);
        var line = new Linearization("Jacobian", Over(f, x), point, createGraph);
        return (line.Value(), Named(x, Row(Jacobians(line, point, chunkSize))));
    }

    /// <summary>The vector–Hessian product, by name, of a function of named tensors whose value is a scalar, the same as
    /// <see cref="Hvp(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>,
    /// by a backward pass over the gradients.</summary>
    /// <inheritdoc cref="Jvp(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>
    public static OrderedDictionary<string, Tensor> Vhp(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f,
        IReadOnlyDictionary<string, Tensor> x,
        IReadOnlyDictionary<string, Tensor> v,
        bool? createGraph = null) =>
        Named(x, LinearizeGradients("Vhp", Over(f, x), Point.Of(x), createGraph).Line.Pull(Directions("Vhp", x, v)));

    /// <summary>The Hessian–vector product, by name, of a function of named tensors whose value is a scalar: how its gradients change along all
    /// directions together.</summary>
    /// <inheritdoc cref="Jvp(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>
    public static OrderedDictionary<string, Tensor> Hvp(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f,
        IReadOnlyDictionary<string, Tensor> x,
        IReadOnlyDictionary<string, Tensor> v,
        bool? createGraph = null) =>
        Named(x, LinearizeGradients("Hvp", Over(f, x), Point.Of(x), createGraph).Line.Push(Directions("Hvp", x, v)));

    /// <summary>The Hessian of a function of named tensors whose value is a scalar, as blocks by two names: [("W", "b")] is ∂²f/∂W∂b, of shape
    /// W.Shape + b.Shape. For one matrix, see <see cref="Ravel(IReadOnlyDictionary{string, Tensor})"/>.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{IReadOnlyDictionary{string, Tensor}, Tensor}, IReadOnlyDictionary{string, Tensor}, bool?)"/>
    public static OrderedDictionary<(string Row, string Column), Tensor> Hessian(
        Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x, bool? createGraph = null, int? chunkSize = null)
    {
        var point = Point.Of(x);
        var blocks = Jacobians(LinearizeGradients("Hessian", Over(f, x), point, createGraph).Line, point, chunkSize);
        var named = new OrderedDictionary<(string, string), Tensor>();
        for (int i = 0; i < point.Parts.Length; i++)
            for (int j = 0; j < point.Parts.Length; j++)
                named.Add((point.NameOf(i), point.NameOf(j)), blocks[i, j]);
        return named;
    }

    /// <summary>
    /// Named tensors as one vector, one after another in row-major order, and the way back; so a function of a model's parameters becomes one of a
    /// vector, with a matrix for its Hessian: <c>var (w, unravel) = Autodiff.Ravel(net.ParameterDict())</c>. Both ways are recorded.
    /// </summary>
    /// <param name="x">Floating-point tensors; where their dtypes differ the vector is Float64.</param>
    /// <returns>The vector, and the function that makes tensors of the same names, shapes and dtypes of such a vector.</returns>
    /// <exception cref="DTypeException">A tensor does not hold floating-point numbers.</exception>
    public static (Tensor Vector, Func<Tensor, OrderedDictionary<string, Tensor>> Unravel) Ravel(IReadOnlyDictionary<string, Tensor> x)
    {
        var (vector, unravel) = Ravel(Point.Of(x));
        string[] names = [.. x.Keys];
        return (vector, v => Named(names, unravel(v)));
    }

    /// <summary>Several tensors as one vector, one after another in row-major order, and the way back. Both ways are recorded.</summary>
    /// <inheritdoc cref="Ravel(IReadOnlyDictionary{string, Tensor})"/>
    public static (Tensor Vector, Func<Tensor, Tensor[]> Unravel) Ravel(Tensor[] x) => Ravel(Point.Of(x));

    private static (Tensor Vector, Func<Tensor, Tensor[]> Unravel) Ravel(Point x)
    {
        var (shapes, dtypes) = (Array.ConvertAll(x.Parts, static part => part.Shape), Array.ConvertAll(x.Parts, static part => part.DType));
        for (int i = 0; i < dtypes.Length; i++)
            if (!dtypes[i].IsFloatingPoint)
                throw new DTypeException($"Ravel: {x.NameOf(i)} is {dtypes[i]} {shapes[i]}; only floating-point tensors make up a vector to differentiate by.");
        var dtype = dtypes.Contains(DType.Float64) ? DType.Float64 : DType.Float32;
        int count = shapes.Sum(static shape => shape.ElementCount);
        var vector = shapes.Length == 0 ? Tensor.Zeros([0]) : Tensor.Cat([.. x.Parts.Select(part => part.Reshape([part.ElementCount]).To(dtype))]);
        return (vector, Unravel);

        Tensor[] Unravel(Tensor v)
        {
            ArgumentNullException.ThrowIfNull(v);
            if (v.Rank != 1 || v.ElementCount != count)
                throw new ShapeException($"Unravel: the vector is {v.Shape}; it must be [{count}], as the one that was made of the tensors.");
            var parts = new Tensor[shapes.Length];
            for (int i = 0, at = 0; i < parts.Length; at += shapes[i++].ElementCount)
                parts[i] = v.Slice(0, at..(at + shapes[i].ElementCount)).Reshape(shapes[i]).To(dtypes[i]);
            return parts;
        }
    }

    private static Func<Tensor[], Tensor[]> Over(Func<IReadOnlyDictionary<string, Tensor>, Tensor> f, IReadOnlyDictionary<string, Tensor> x)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(x);
        string[] names = [.. x.Keys];
        return p => [f(Named(names, p))];
    }

    private static Tensor[] Directions(string transform, IReadOnlyDictionary<string, Tensor> x, IReadOnlyDictionary<string, Tensor> v)
    {
        ArgumentNullException.ThrowIfNull(v);
        if (!x.Keys.ToHashSet().SetEquals(v.Keys))
            throw new ArgumentException(
                $"{transform}: the inputs are {string.Join(", ", x.Keys)} and the directions {string.Join(", ", v.Keys)}; the names must be the same.");
        return [.. x.Keys.Select(name => NotNull(v[name]))];
    }

    private static OrderedDictionary<string, Tensor> Named(IReadOnlyDictionary<string, Tensor> x, Tensor[] parts) => Named([.. x.Keys], parts);

    private static OrderedDictionary<string, Tensor> Named(string[] names, Tensor[] parts)
    {
        var named = new OrderedDictionary<string, Tensor>(names.Length);
        for (int i = 0; i < names.Length; i++)
            named.Add(names[i], parts[i]);
        return named;
    }
}
