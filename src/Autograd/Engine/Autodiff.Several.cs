namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>∂f/∂a and ∂f/∂b of a function of two tensors whose value is a scalar.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static (Tensor A, Tensor B) Grad(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, bool? createGraph = null) =>
        ValueAndGrad(f, a, b, createGraph).Gradients;

    /// <summary>∂f/∂a or ∂f/∂b of a function of two tensors whose value is a scalar.</summary>
    /// <param name="argnum">0 for a, 1 for b.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such input.</exception>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    /// <param name="f"/><param name="a"/><param name="b"/><param name="createGraph"/>
    public static Tensor Grad(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, int argnum, bool? createGraph = null)
    {
        var (chosen, x) = Point.Of(a, b).Choose("Grad", Over(f), [argnum], nameof(argnum));
        return ValueAndGradients(chosen, x, createGraph).Gradients[0];
    }

    /// <summary>The gradients of a function of several tensors whose value is a scalar.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor[], Tensor}, Tensor[], int[], bool?)"/>
    public static Tensor[] Grad(Func<Tensor[], Tensor> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null) =>
        ValueAndGrad(f, x, argnums, createGraph).Gradients;

    /// <summary>The value and both gradients of a function of two tensors whose value is a scalar.</summary>
    /// <param name="f">The function.</param>
    /// <param name="a">Its first input.</param>
    /// <param name="b">Its second input.</param>
    /// <param name="createGraph">Whether the derivatives can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="DTypeException">An input, or the value, does not hold floating-point numbers.</exception>
    public static (Tensor Value, (Tensor A, Tensor B) Gradients) ValueAndGrad(
        Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, bool? createGraph = null)
    {
        var (value, gradients) = ValueAndGradients(Over(f), Point.Of(a, b), createGraph);
        return (value, Pair(gradients));
    }

    /// <summary>The value and the gradients of a function of several tensors whose value is a scalar.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="argnums">Which inputs to differentiate by, numbered from 0; all if left out. The others may be of any dtype.</param>
    /// <param name="createGraph">Whether the derivatives can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <returns>One gradient for each of the chosen inputs; zeros where the value does not depend on it.</returns>
    /// <exception cref="AutogradException">The value is not a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no input of a number in <paramref name="argnums"/>.</exception>
    /// <exception cref="DTypeException">A chosen input, or the value, does not hold floating-point numbers.</exception>
    public static (Tensor Value, Tensor[] Gradients) ValueAndGrad(
        Func<Tensor[], Tensor> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null)
    {
        var (chosen, point) = Point.Of(x).Choose("Grad", Over(f), argnums);
        return ValueAndGradients(chosen, point, createGraph);
    }

    /// <summary>The value and the gradients of a function of several tensors, and what else it computes on the way.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor[], Tensor}, Tensor[], int[], bool?)"/>
    public static (Tensor Value, TAux Auxiliary, Tensor[] Gradients) ValueAndGrad<TAux>(
        Func<Tensor[], (Tensor Value, TAux Auxiliary)> f, Tensor[] x, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        return ValueAndGradients(f, Point.Of(x), createGraph);
    }

    /// <summary>f(a, b) and the vector–Jacobian products of both inputs, by one backward pass.</summary>
    /// <inheritdoc cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor Value, (Tensor A, Tensor B) Products) Vjp(
        Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, Tensor u, bool? createGraph = null)
    {
        var line = new Linearization("Vjp", Over(f), Point.Of(a, b), createGraph);
        return (line.Value(), Pair(line.Pull([NotNull(u)])));
    }

    /// <summary>f(x) and the vector–Jacobian products of several inputs, by one backward pass.</summary>
    /// <inheritdoc cref="Vjp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor Value, Tensor[] Products) Vjp(Func<Tensor[], Tensor> f, Tensor[] x, Tensor u, bool? createGraph = null)
    {
        var line = new Linearization("Vjp", Over(f), Point.Of(x), createGraph);
        return (line.Value(), line.Pull([NotNull(u)]));
    }

    /// <summary>The values of a function of several tensors with several results, and the vector–Jacobian products Σ Jᵀu, by one backward
    /// pass.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="u">One vector for each result, of its shape.</param>
    /// <param name="createGraph">Whether the products can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <returns>The values, and one product for each input; zeros where no result depends on it.</returns>
    /// <exception cref="ArgumentException">There are more or fewer vectors than results.</exception>
    /// <exception cref="ShapeException">A vector has another shape than its result.</exception>
    /// <exception cref="DTypeException">An input, or a result, does not hold floating-point numbers.</exception>
    public static (Tensor[] Values, Tensor[] Products) Vjp(Func<Tensor[], Tensor[]> f, Tensor[] x, Tensor[] u, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var line = new Linearization("Vjp", f, Point.Of(x), createGraph);
        return (line.AllValues(), line.Pull(NoneNull(u)));
    }

    /// <summary>f(a, b) and the map from a vector to its products with both Jacobians, which may be called any number of times.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    /// <param name="f"/>
    /// <param name="a">Its first input.</param>
    /// <param name="b">Its second input.</param>
    public static (Tensor Value, Func<Tensor, (Tensor A, Tensor B)> Pullback) Vjp(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b)
    {
        var line = new Linearization("Vjp", Over(f), Point.Of(a, b));
        return (line.Value(), u => Pair(line.Pull([NotNull(u)], again: true)));
    }

    /// <summary>f(x) and the map from a vector to its products with the Jacobians by all inputs, which may be called any number of times.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    public static (Tensor Value, Func<Tensor, Tensor[]> Pullback) Vjp(Func<Tensor[], Tensor> f, Tensor[] x)
    {
        var line = new Linearization("Vjp", Over(f), Point.Of(x));
        return (line.Value(), u => line.Pull([NotNull(u)], again: true));
    }

    /// <summary>The values of a function of several tensors with several results, and the map u ↦ Σ Jᵀu from a vector for each result to a product
    /// for each input, which may be called any number of times, each a backward pass through the one graph.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    public static (Tensor[] Values, Func<Tensor[], Tensor[]> Pullback) Vjp(Func<Tensor[], Tensor[]> f, Tensor[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var line = new Linearization("Vjp", f, Point.Of(x));
        return (line.AllValues(), u => line.Pull(NoneNull(u), again: true));
    }

    /// <summary>f(a, b) and the map from directions of both inputs to the derivative along them, which may be called any number of times.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    /// <param name="f"/>
    /// <param name="a">Its first input.</param>
    /// <param name="b">Its second input.</param>
    public static (Tensor Value, Func<Tensor, Tensor, Tensor> Pushforward) Linearize(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b)
    {
        var line = new Linearization("Linearize", Over(f), Point.Of(a, b));
        return (line.Value(), (va, vb) => line.Push(NotNull(va), NotNull(vb))[0]);
    }

    /// <summary>f(x) and the map from a direction for each input to the derivative along them, which may be called any number of times.</summary>
    /// <inheritdoc cref="Linearize(Func{Tensor[], Tensor[]}, Tensor[])"/>
    public static (Tensor Value, Func<Tensor[], Tensor> Pushforward) Linearize(Func<Tensor[], Tensor> f, Tensor[] x)
    {
        var line = new Linearization("Linearize", Over(f), Point.Of(x));
        return (line.Value(), v => line.Push(NoneNull(v))[0]);
    }

    /// <summary>The values of a function of several tensors with several results, and the map v ↦ Σ J v from a direction for each input to a product
    /// for each result, which may be called any number of times, each a forward sweep through the one graph.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs.</param>
    /// <returns>What the function returns, and the map. It throws where there are more or fewer vectors than it takes, or one has another shape than
    /// what it belongs to.</returns>
    /// <exception cref="DTypeException">An input, or a result, does not hold floating-point numbers.</exception>
    public static (Tensor[] Values, Func<Tensor[], Tensor[]> Pushforward) Linearize(Func<Tensor[], Tensor[]> f, Tensor[] x)
    {
        ArgumentNullException.ThrowIfNull(f);
        var line = new Linearization("Linearize", f, Point.Of(x));
        return (line.AllValues(), v => line.Push(NoneNull(v)));
    }

    /// <summary>f(a, b) and its derivative along both directions together, by one forward sweep.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor Value, Tensor Product) Jvp(
        Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, Tensor va, Tensor vb, bool? createGraph = null)
    {
        var line = new Linearization("Jvp", Over(f), Point.Of(a, b), createGraph);
        return (line.Value(), line.Push(NotNull(va), NotNull(vb))[0]);
    }

    /// <summary>f(x) and its derivative along all directions together, by one forward sweep.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor Value, Tensor Product) Jvp(Func<Tensor[], Tensor> f, Tensor[] x, Tensor[] v, bool? createGraph = null)
    {
        var line = new Linearization("Jvp", Over(f), Point.Of(x), createGraph);
        return (line.Value(), line.Push(NoneNull(v))[0]);
    }

    /// <summary>The values of a function of several tensors with several results, and the Jacobian–vector products Σ J v, by one forward
    /// sweep.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="v">One direction for each input, of its shape.</param>
    /// <param name="createGraph">Whether the products can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <returns>The values, and one product for each; zeros where it does not depend on the inputs.</returns>
    /// <exception cref="ArgumentException">There are more or fewer directions than inputs.</exception>
    /// <exception cref="ShapeException">A direction has another shape than its input.</exception>
    /// <exception cref="DTypeException">An input, or a result, does not hold floating-point numbers.</exception>
    public static (Tensor[] Values, Tensor[] Products) Jvp(Func<Tensor[], Tensor[]> f, Tensor[] x, Tensor[] v, bool? createGraph = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var line = new Linearization("Jvp", f, Point.Of(x), createGraph);
        return (line.AllValues(), line.Push(NoneNull(v)));
    }

    /// <summary>The Jacobians of f(a, b) by a and by b, of shapes f(a, b).Shape + a.Shape and f(a, b).Shape + b.Shape.</summary>
    /// <inheritdoc cref="ValueAndJacobian(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, bool?, int?)"/>
    public static (Tensor A, Tensor B) Jacobian(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, bool? createGraph = null, int? chunkSize = null) =>
        ValueAndJacobian(f, a, b, createGraph, chunkSize).Jacobians;

    /// <summary>f(a, b) and its Jacobians by a and by b, of shapes f(a, b).Shape + a.Shape and f(a, b).Shape + b.Shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="a">Its first input.</param>
    /// <param name="b">Its second input.</param>
    /// <param name="createGraph">Whether they can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many rows are computed together, as in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The chunk size is less than 1.</exception>
    /// <exception cref="DTypeException">An input, or f(a, b), does not hold floating-point numbers.</exception>
    public static (Tensor Value, (Tensor A, Tensor B) Jacobians) ValueAndJacobian(
        Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, bool? createGraph = null, int? chunkSize = null)
    {
        var x = Point.Of(a, b);
        var line = new Linearization("Jacobian", Over(f), x, createGraph);
        return (line.Value(), Pair(Row(Jacobians(line, x, chunkSize))));
    }

    /// <summary>The Jacobians of a function of several tensors, each of shape f(x).Shape + x[i].Shape.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor[], Tensor[]}, Tensor[], int[], bool?, int?)"/>
    public static Tensor[] Jacobian(Func<Tensor[], Tensor> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null, int? chunkSize = null) =>
        ValueAndJacobian(f, x, argnums, createGraph, chunkSize).Jacobians;

    /// <summary>f(x) and the Jacobians of a function of several tensors, each of shape f(x).Shape + x[i].Shape.</summary>
    /// <inheritdoc cref="Jacobian(Func{Tensor[], Tensor[]}, Tensor[], int[], bool?, int?)"/>
    /// <returns>The value, and one Jacobian for each of the chosen inputs.</returns>
    public static (Tensor Value, Tensor[] Jacobians) ValueAndJacobian(
        Func<Tensor[], Tensor> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null, int? chunkSize = null)
    {
        var (chosen, point) = Point.Of(x).Choose("Jacobian", Over(f), argnums);
        var line = new Linearization("Jacobian", chosen, point, createGraph);
        return (line.Value(), Row(Jacobians(line, point, chunkSize)));
    }

    /// <summary>The Jacobians of a function of several tensors with several results: [i, j] is that of result i by the input j, of shape
    /// f(x)[i].Shape + x[j].Shape.</summary>
    /// <param name="f">The function.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="argnums">Which inputs to differentiate by, numbered from 0; all if left out. The others may be of any dtype.</param>
    /// <param name="createGraph">Whether they can be differentiated again; left out, wherever they depend on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many rows are computed together, as in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <returns>One Jacobian for each of the results and of the chosen inputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no input of a number in <paramref name="argnums"/>, or the chunk size is less than
    /// 1.</exception>
    /// <exception cref="DTypeException">A chosen input, or a result, does not hold floating-point numbers.</exception>
    public static Tensor[,] Jacobian(
        Func<Tensor[], Tensor[]> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null, int? chunkSize = null)
    {
        ArgumentNullException.ThrowIfNull(f);
        var (chosen, point) = Point.Of(x).Choose("Jacobian", f, argnums);
        return Jacobians(new Linearization("Jacobian", chosen, point, createGraph), point, chunkSize);
    }

    /// <summary>The Hessian of a function of two tensors whose value is a scalar, as blocks: [0, 1] is ∂²f/∂a∂b, of shape a.Shape + b.Shape.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, bool?)"/>
    public static Tensor[,] Hessian(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, bool? createGraph = null, int? chunkSize = null)
    {
        var x = Point.Of(a, b);
        return Jacobians(LinearizeGradients("Hessian", Over(f), x, createGraph).Line, x, chunkSize);
    }

    /// <summary>The Hessian of a function of several tensors whose value is a scalar, as blocks: [i, j] is ∂²f/∂xᵢ∂xⱼ, of shape
    /// x[i].Shape + x[j].Shape.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor[], Tensor}, Tensor[], int[], bool?)"/>
    public static Tensor[,] Hessian(Func<Tensor[], Tensor> f, Tensor[] x, int[]? argnums = null, bool? createGraph = null, int? chunkSize = null)
    {
        var (chosen, point) = Point.Of(x).Choose("Hessian", Over(f), argnums);
        return Jacobians(LinearizeGradients("Hessian", chosen, point, createGraph).Line, point, chunkSize);
    }

    /// <summary>The Hessian–vector product of a function of two tensors whose value is a scalar: how its gradients change along both directions
    /// together.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor A, Tensor B) Hvp(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, Tensor va, Tensor vb, bool? createGraph = null) =>
        Pair(LinearizeGradients("Hvp", Over(f), Point.Of(a, b), createGraph).Line.Push(NotNull(va), NotNull(vb)));

    /// <summary>The Hessian–vector product of a function of several tensors whose value is a scalar: how its gradients change along all directions
    /// together.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static Tensor[] Hvp(Func<Tensor[], Tensor> f, Tensor[] x, Tensor[] v, bool? createGraph = null) =>
        LinearizeGradients("Hvp", Over(f), Point.Of(x), createGraph).Line.Push(NoneNull(v));

    /// <summary>The vector–Hessian product of a function of two tensors whose value is a scalar, the same as
    /// <see cref="Hvp(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, Tensor, Tensor, bool?)"/>, by a backward pass over the gradients.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static (Tensor A, Tensor B) Vhp(Func<Tensor, Tensor, Tensor> f, Tensor a, Tensor b, Tensor va, Tensor vb, bool? createGraph = null) =>
        Pair(LinearizeGradients("Vhp", Over(f), Point.Of(a, b), createGraph).Line.Pull([NotNull(va), NotNull(vb)]));

    /// <summary>The vector–Hessian product of a function of several tensors whose value is a scalar, the same as
    /// <see cref="Hvp(Func{Tensor[], Tensor}, Tensor[], Tensor[], bool?)"/>, by a backward pass over the gradients.</summary>
    /// <inheritdoc cref="Jvp(Func{Tensor[], Tensor[]}, Tensor[], Tensor[], bool?)"/>
    public static Tensor[] Vhp(Func<Tensor[], Tensor> f, Tensor[] x, Tensor[] v, bool? createGraph = null) =>
        LinearizeGradients("Vhp", Over(f), Point.Of(x), createGraph).Line.Pull(NoneNull(v));

    private static (Tensor A, Tensor B) Pair(Tensor[] both) => (both[0], both[1]);

    /// <summary>The Jacobians of the one result.</summary>
    private static Tensor[] Row(Tensor[,] jacobians) => [.. Enumerable.Range(0, jacobians.GetLength(1)).Select(i => jacobians[0, i])];

    private static Tensor[] NoneNull(Tensor[] vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        foreach (var vector in vectors)
            NotNull(vector);
        return vectors;
    }
}
