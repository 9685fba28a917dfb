namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>
    /// The Laplacian ∇²f(x), the trace of the Hessian, without the Hessian: through one gradient's graph, forward sweeps for all coordinates at once,
    /// or for as many as keep intermediate results small.
    /// </summary>
    /// <param name="f">
    /// The function. Where its value is a scalar, all of x is one point, whatever its shape. Else x is a batch of points [..., n], and the value one
    /// number for each, [...] or [..., 1], that depends on no other point. Of a function that mixes points the result is not the Laplacian, and
    /// nothing tells; <c>VMap(point =&gt; Laplacian(f, point))</c> is safe.
    /// </param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">Whether it can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many coordinates are swept together, as rows are in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <returns>The Laplacian at each point, of the shape of f(x).</returns>
    /// <exception cref="ShapeException">The value is neither a scalar nor one number for each point.</exception>
    /// <exception cref="DTypeException">x, or the value, does not hold floating-point numbers.</exception>
    public static Tensor Laplacian(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null) =>
        ValueAndLaplacian(f, x, createGraph, chunkSize).Laplacian;

    /// <summary>f(x) and the Laplacian ∇²f(x), from one evaluation of f.</summary>
    /// <inheritdoc cref="Laplacian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>
    public static (Tensor Value, Tensor Laplacian) ValueAndLaplacian(
        Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null)
    {
        var over = Over(f);
        Tensor value = null!;
        var line = new Linearization("Laplacian", Gradient, x, createGraph);
        int size = value.ElementCount == 1 ? x.ElementCount : x.Shape[^1];
        return (line.Auxiliary(value), Trace(line, x, size, value.Shape, chunkSize));

        // As no point depends on another, the gradient of the sum holds the gradient at each.
        Tensor[] Gradient(Tensor[] p)
        {
            var inner = new Linearization("Laplacian", over, p[0]);
            value = inner.Values[0];
            bool isBatch = x.Rank > 0 && (value.Shape == x.Shape.With(x.Rank - 1, 1) || value.Shape == new Shape(x.Shape.AsSpan()[..^1]));
            if (value.ElementCount != 1 && !isBatch)
                throw new ShapeException(
                    $"Laplacian: the function's value at {x.Shape} is {value.Shape}; it must be a scalar, or for points [..., n] one number for each, " +
                    "[...] or [..., 1].");
            return inner.Pull([Tensor.OnesLike(value)]);
        }
    }

    /// <summary>
    /// The divergence ∇·f(x) = Σ ∂fᵢ/∂xᵢ of a vector field, the trace of the Jacobian, without the Jacobian: forward sweeps for
    /// all coordinates at once, or for as many as keep intermediate results small.
    /// </summary>
    /// <param name="f">The field, of points [n] or a batch of them [..., n]; its value has the same shape, and no point depends on another.</param>
    /// <param name="x">Where.</param>
    /// <param name="createGraph">Whether it can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <param name="chunkSize">How many coordinates are swept together, as rows are in
    /// <see cref="Jacobian(Func{Tensor, Tensor}, Tensor, bool?, int?)"/>.</param>
    /// <returns>The divergence at each point, of the shape of x without its last axis.</returns>
    /// <exception cref="ShapeException">f(x) has another shape than x.</exception>
    /// <exception cref="DTypeException">x, or f(x), does not hold floating-point numbers.</exception>
    public static Tensor Divergence(Func<Tensor, Tensor> f, Tensor x, bool? createGraph = null, int? chunkSize = null)
    {
        var line = new Linearization("Divergence", Over(f), x, createGraph);
        if (line.Values[0].Shape != x.Shape)
            throw new ShapeException(
                $"Divergence: the field's value at {x.Shape} is {line.Values[0].Shape}; it must have the same shape, the components along the last axis.");
        return x.Rank == 0 ? Trace(line, x, 1, [], chunkSize) : Trace(line, x, x.Shape[^1], new Shape(x.Shape.AsSpan()[..^1]), chunkSize);
    }

    /// <summary>The directional derivative dᵏ/dtᵏ f(x + t·v) at t = 0, of any order k, by nested forward mode.</summary>
    /// <param name="f">The function. Where x is a batch of points that do not depend on each other, so is the derivative.</param>
    /// <param name="x">Where.</param>
    /// <param name="v">A direction of the shape of x.</param>
    /// <param name="order">k, at least 1.</param>
    /// <param name="createGraph">Whether it can be differentiated again; left out, wherever it depends on something that is being
    /// differentiated.</param>
    /// <returns>The derivative, of the shape of f(x).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The order is less than 1.</exception>
    /// <exception cref="ShapeException">The direction has another shape than x.</exception>
    /// <exception cref="DTypeException">x, or f(x), does not hold floating-point numbers.</exception>
    public static Tensor DirectionalDerivative(Func<Tensor, Tensor> f, Tensor x, Tensor v, int order = 1, bool? createGraph = null) =>
        DirectionalDerivatives(f, x, v, order, createGraph)[order];

    /// <summary>f(x) and the directional derivatives of the orders 1 to k, from one evaluation of f:
    /// <c>if (DirectionalDerivatives(f, t, one, 2) is [var u, var du, var d2u])</c>.</summary>
    /// <returns>k + 1 tensors of the shape of f(x).</returns>
    /// <inheritdoc cref="DirectionalDerivative"/>
    public static Tensor[] DirectionalDerivatives(Func<Tensor, Tensor> f, Tensor x, Tensor v, int order, bool? createGraph = null)
    {
        var over = Over(f);
        ArgumentNullException.ThrowIfNull(v);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        return To(order, x, createGraph);

        Tensor[] To(int order, Tensor at, bool? createGraph)
        {
            var line = new Linearization("DirectionalDerivative", order == 1 ? over : p => To(order - 1, p[0], null), at, createGraph);
            return [.. line.Values.Select((_, i) => line.Value(i)), line.Push(v)[^1]];
        }
    }

    /// <summary>Σ (J eⱼ)ⱼ over each run of <paramref name="size"/> elements, one run for each element of <paramref name="shape"/>.</summary>
    private static Tensor Trace(Linearization line, Tensor x, int size, Shape shape, int? chunkSize)
    {
        using var mode = EnableGrad();
        int runs = shape.ElementCount;
        var like = Tensor.Unkept([x.ElementCount == 0 ? 0 : size], x.DType);
        var sums = UnitRows.Of(
            like,
            unit => [line.Push(size == x.ElementCount ? unit.Reshape(x.Shape) : unit.Expand(x.Shape))[0].Reshape([runs, size])],
            chunkSize,
            line.Widest,
            OnDiagonal);
        return sums.Length == 0 ? Tensor.Zeros(shape, line.Values[0].DType) : new SumTo([1, runs]).Apply(sums[0]).Reshape(shape);

        // Of [count, runs, size], the products with the unit vectors from j on, the elements [i, r, j + i], summed over i: [1, runs].
        Tensor OnDiagonal(Tensor products, int j)
        {
            int count = products.Shape[0];
            var square = Permute.Moved(products, 0, 1).Slice(2, j..(j + count)).Reshape([runs, count * count]);
            return new SumTo([runs, 1]).Apply(square.Slice(1, .., count + 1)).Reshape([1, runs]);
        }
    }
}
