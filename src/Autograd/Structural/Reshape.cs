namespace AutoGrad;

/// <summary>The same values in row-major order under another shape; a view where strides can express it, else a copy.</summary>
/// <param name="Shape">The shape of the result.</param>
public sealed record Reshape(Shape Shape) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        if (Shape.ElementCount != x.ElementCount)
            throw new ShapeException($"Reshape: shape {x.Shape} holds {x.ElementCount} elements and {Shape} {Shape.ElementCount}; " +
                "they must be equal.");
        if (x.IsContiguous)
            return x.View(Shape, Shape.ContiguousStrides(), 0);
        return StridesFor(x, Shape) is { } strides ? x.View(Shape, strides, 0) : Shared<Copy>.Op.Apply(x).View(Shape, Shape.ContiguousStrides(), 0);
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Reshape(shape);

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => new Reshape([inputs.Size, .. Shape]).Apply(inputs[0]);

    /// <summary>Whether the result is a view.</summary>
    internal bool IsView(Tensor x) => x.IsContiguous || StridesFor(x, Shape) is not null;

    /// <summary>Strides that show a tensor's elements under another shape, or null where there are none.</summary>
    private static int[]? StridesFor(Tensor x, Shape shape)
    {
        var strides = new int[shape.Rank];
        int at = 0; // The axis of x whose elements come next.
        int i = 0;
        while (i < shape.Rank)
        {
            if (shape[i] == 1)
            {
                i++;
                continue;
            }
            while (at < x.Rank && x.Shape[at] == 1)
                at++;
            // The smallest groups of axes on both sides that hold the same number of elements.
            int firstNew = i, firstOld = at, newCount = shape[i++], oldCount = x.Shape[at++];
            while (newCount != oldCount)
                if (newCount < oldCount)
                    newCount *= shape[i++];
                else
                    oldCount *= x.Shape[at++];
            int inner = at - 1;
            while (inner > firstOld && x.Shape[inner] == 1)
                inner--;
            for (int axis = inner - 1, size = x.Shape[inner]; axis >= firstOld; size *= x.Shape[axis--])
                if (x.Shape[axis] != 1 && x.StrideArray[axis] != x.StrideArray[inner] * size)
                    return null;
            int step = x.StrideArray[inner];
            for (int axis = i - 1; axis >= firstNew; axis--)
            {
                strides[axis] = step;
                step *= shape[axis];
            }
        }
        return strides;
    }
}

public partial class Tensor
{
    /// <summary>
    /// The same values in row-major order under another shape; a view where strides can express it, else a copy. One size may be −1 and is worked
    /// out: <c>x.Reshape(64, -1)</c>.
    /// </summary>
    /// <exception cref="ShapeException">The element counts differ, or no size for the −1 makes them equal.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        int unknown = sizes.IndexOf(-1);
        if (unknown < 0)
            return sizes.SequenceEqual(shape.Array) ? this : new Reshape(new Shape(sizes)).Apply(this);
        if (sizes[(unknown + 1)..].Contains(-1))
            throw new ShapeException($"Reshape: [{string.Join(", ", sizes.ToArray())}] has more than one -1; only one size can be worked out.");
        var known = sizes.ToArray();
        known[unknown] = 1;
        int rest = new Shape(known.AsSpan()).ElementCount;
        if (rest == 0 || ElementCount % rest != 0)
            throw new ShapeException($"Reshape: no size for the -1 in [{string.Join(", ", sizes.ToArray())}] fits the {ElementCount} elements of " +
                $"shape {shape}.");
        known[unknown] = ElementCount / rest;
        return new Reshape(new Shape(known.AsSpan())).Apply(this);
    }

    /// <summary>The axes from <paramref name="start"/> to <paramref name="end"/> joined into one: <c>images.Flatten(1)</c>.</summary>
    /// <exception cref="ShapeException">An axis is out of range, or the end lies before the start.</exception>
    public Tensor Flatten(int start = 0, int end = -1)
    {
        if (Rank == 0)
            return Reshape([1]);
        int first = shape.Axis(start), last = shape.Axis(end);
        if (last < first)
            throw new ShapeException($"Flatten: the last axis {end} lies before the first {start} in shape {shape}.");
        int size = 1;
        foreach (int n in shape.AsSpan()[first..(last + 1)])
            size *= n;
        return Reshape(new Shape([.. shape.AsSpan()[..first], size, .. shape.AsSpan()[(last + 1)..]]));
    }

    /// <summary>With a new axis of size 1 at the given place, −1 being after the last.</summary>
    /// <exception cref="ShapeException">There is no such place.</exception>
    public Tensor Unsqueeze(int axis)
    {
        int rank = Rank + 1;
        if (axis < -rank || axis >= rank)
            throw new ShapeException($"Unsqueeze: axis {axis} is out of range for shape {shape}; use {-rank} to {rank - 1}.");
        int at = axis < 0 ? axis + rank : axis;
        return Reshape(new Shape([.. shape.AsSpan()[..at], 1, .. shape.AsSpan()[at..]]));
    }

    /// <summary>Without the given axes, where their size is 1; without any axis of size 1 where none are given.</summary>
    /// <exception cref="ShapeException">An axis is out of range.</exception>
    public Tensor Squeeze(Axes axes = default)
    {
        uint mask = axes.Mask(shape);
        List<int> sizes = [];
        for (int i = 0; i < Rank; i++)
            if (shape[i] != 1 || (mask & 1u << i) == 0)
                sizes.Add(shape[i]);
        return sizes.Count == Rank ? this : Reshape(new Shape([.. sizes]));
    }
}
