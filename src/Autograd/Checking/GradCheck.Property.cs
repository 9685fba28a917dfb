using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class GradCheck
{
    /// <summary>
    /// The gradient check of a function of one tensor as a property: true of every point, or an exception that says where not. A property-testing
    /// library draws the points, and shrinks one that fails to the fewest and simplest elements that still do. With FsCheck:
    /// <code>Prop.ForAll(GradCheck.Property(x => x.Tanh() * x)).QuickCheckThrowOnFailure();</code>
    /// </summary>
    /// <param name="fn">The function, of a tensor of any shape.</param>
    /// <param name="domain">Where the function is defined and differentiable; everywhere unless given.</param>
    /// <param name="options">Orders, steps and tolerances; <see cref="GradCheckOptions.Thorough"/> unless given.</param>
    /// <param name="fnName">What the caller calls the function, for the report.</param>
    public static Func<GradCheckPoint, bool> Property(
        Func<Tensor, Tensor> fn,
        Domain? domain = null,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        return Property(x => fn(x[0]), point => [point.Tensor(point.AnyShape(), domain)], options, fnName);
    }

    /// <summary>The gradient check of a function of several tensors as a property.</summary>
    /// <inheritdoc cref="Property(Func{Tensor, Tensor}, Domain?, GradCheckOptions?, string?)"/>
    /// <param name="fn">The function.</param>
    /// <param name="inputs">Makes its inputs, of shapes that fit: <c>p => p.Size() is var n ? [p.Tensor([n, n]), p.Tensor([n])] : []</c>.</param>
    /// <param name="options">Orders, steps and tolerances; <see cref="GradCheckOptions.Thorough"/> unless given.</param>
    /// <param name="fnName">What the caller calls the function, for the report.</param>
    public static Func<GradCheckPoint, bool> Property(
        Func<Tensor[], Tensor> fn,
        Func<PointReader, Tensor[]> inputs,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        ArgumentNullException.ThrowIfNull(inputs);
        return point =>
        {
            ArgumentNullException.ThrowIfNull(point);
            var drawn = inputs(new(point));
            string[] names = drawn.Length == 1 ? ["x"] : [.. drawn.Select(static (_, i) => $"x[{i}]")];
            string name = $"{CallerName.Or(fnName, "the function", 100)} at {Spelled(drawn, names)}";
            return ThrowUnlessPassed(new JacobianCheck(name, x => [fn(x)], drawn, names, options ?? GradCheckOptions.Thorough).Run()).Passed;
        };
    }

    /// <summary>The check of an operation, <see cref="CheckOp(Op, Tensor[])"/>, as a property.</summary>
    /// <param name="op">The operation.</param>
    /// <param name="inputs">Makes its inputs; may be left out for elementwise operations, whose domains are known.</param>
    public static Func<GradCheckPoint, bool> Property(Op op, Func<PointReader, Tensor[]>? inputs = null)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (inputs is null)
        {
            var domains = PointDraw.DomainsOf(op) ?? throw new ArgumentException(
                $"Property: inputs are drawn only for elementwise operations, and {op} is none. " +
                "Say how to make them: GradCheck.Property(op, point => [point.Tensor(point.AnyShape())]).", nameof(op));
            inputs = point => point.AnyShape() is var shape ? [.. domains.Select(domain => point.Tensor(shape, domain))] : [];
        }
        return point =>
        {
            ArgumentNullException.ThrowIfNull(point);
            return ThrowUnlessPassed(CompareOp(op, inputs(new(point)))).Passed;
        };
    }

    private static string Spelled(Tensor[] inputs, string[] names) => string.Join(" and ", inputs.Zip(names, static (x, name) =>
        x.Rank == 0 ? FormattableString.Invariant($"{name} = {x.Item():G6}")
        : x.ElementCount <= 8 ? $"{name} = {TensorFormat.Inline(x)} {x.Shape}"
        : $"{name} {x.DType} {x.Shape}"));
}
