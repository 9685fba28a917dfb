namespace AutoGrad.Tests;

/// <summary>An input of an operation under test: a shape to be filled with values of a domain, or a constant.</summary>
public sealed record OpInput(Shape Shape, Domain Domain, Tensor? Constant)
{
    public static implicit operator OpInput(Shape shape) => new(shape, Domain.Reals, null);

    public static implicit operator OpInput(Tensor constant) => new(constant.Shape, Domain.Reals, constant);

    public OpInput In(Domain domain) => this with { Domain = domain };

    /// <summary>What is made of the drawn values, where it is not for every tensor that the operation is defined; of the same shape.</summary>
    public Func<Tensor, Tensor> Arranged { get; init; } = static x => x;
}

/// <summary>An operation and its inputs, as a row makes them of a draw.</summary>
public sealed record OpSample(Op Op, params OpInput[] Inputs)
{
    /// <summary>Whether equal values among the inputs do no harm; else no input is expanded.</summary>
    public bool AllowsTies { get; init; } = true;

    /// <summary>The inputs' tensors, with values in general position and in the layouts drawn.</summary>
    public Tensor[] Tensors(OpDraw draw)
    {
        double[][] values = PointDraw.Values(
            [.. Inputs.Select(static x => (x.Domain, x.Constant is null ? x.Shape.ElementCount : 0))],
            draw.Seed > 0 ? Generator.Seeded(draw.Seed) : null,
            draw.Digits,
            skip: Math.Max(0, -draw.Seed));
        return [.. Inputs.Select((x, i) => PointDraw.Arrange(x.Constant ?? x.Arranged(Tensor.Of(values[i], x.Shape)), Layout(draw.Layouts[i % draw.Layouts.Length], x)))];
    }

    private PointLayout Layout(PointLayout drawn, OpInput input) =>
        drawn == PointLayout.Expanded && (!AllowsTies || input.Constant is not null) ? PointLayout.Sliced : drawn;
}
