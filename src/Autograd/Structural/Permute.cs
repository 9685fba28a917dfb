namespace AutoGrad;

/// <summary>The axes in another order, a view: axis i of the result is axis Order[i] of the input.</summary>
/// <param name="Order">Every axis once.</param>
public sealed record Permute(Axes Order) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var order = Order.Resolve(x.Shape, Name);
        if (order.Length != x.Rank)
            throw new ShapeException($"Permute: {Order} must list each of the {x.Rank} axes of shape {x.Shape} once.");
        return View(x, order);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape)
    {
        var order = Order.Resolve(shape, Name);
        var inverse = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return new Permute(inverse).Apply(gradient);
    }

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => new Permute([0, .. inputs.Axes(Order)]).Apply(inputs[0]);

    /// <summary>One axis moved to another place, the others in their order; both counted from the front.</summary>
    internal static Tensor Moved(Tensor x, int from, int to)
    {
        if (from == to)
            return x;
        var order = Enumerable.Range(0, x.Rank).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        return new Permute(order.ToArray()).Apply(x);
    }

    /// <summary>The transpose of a matrix, unrecorded.</summary>
    internal static Tensor Transposed(Tensor x) =>
        x.View(Shape.Adopt(Numbers.Of(x.Shape[1], x.Shape[0])), Numbers.Of(x.StrideArray[1], x.StrideArray[0]), 0);

    internal static Tensor View(Tensor x, int[] order)
    {
        int[] sizes = new int[order.Length], strides = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            (sizes[i], strides[i]) = (x.Shape[order[i]], x.StrideArray[order[i]]);
        return x.View(Shape.Adopt(sizes), strides, 0);
    }
}

public partial class Tensor
{
    /// <summary>The matrix transpose, a view: the last two axes exchanged. A vector is its own.</summary>
    public Tensor T => Rank < 2 ? this
        : Rank == 2 && (Node is null || !Autodiff.IsRecording) && !IsBatched ? AutoGrad.Permute.Transposed(this)
        : Transpose(-2, -1);

    /// <summary>The axes in another order, a view: axis i of the result is axis <c>order[i]</c> of this.</summary>
    /// <param name="order">Every axis once; negative counts from the end.</param>
    /// <exception cref="ShapeException">The order does not list every axis once.</exception>
    public Tensor Permute(params ReadOnlySpan<int> order) => new Permute(new Axes(order)).Apply(this);

    /// <summary>Two axes exchanged, a view.</summary>
    /// <exception cref="ShapeException">An axis is out of range.</exception>
    public Tensor Transpose(int axis0, int axis1)
    {
        var order = new int[Rank];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        int a = shape.Axis(axis0), b = shape.Axis(axis1);
        (order[a], order[b]) = (order[b], order[a]);
        return new Permute(order).Apply(this);
    }
}
