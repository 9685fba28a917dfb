using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Compares derivatives with two-sided difference quotients, (f(x + h) − f(x − h)) / 2h: of a function of one's own, or of an operation. By default
/// it does so entry by entry of the whole Jacobian, which takes two evaluations per input element and a backward pass per result element, so small
/// inputs serve best; for large ones there is <see cref="GradCheckOptions.Fast"/>. Inputs that are not floating-point are constants. The function
/// is called many times; it must give the same result each time and not write to its inputs.
/// </summary>
public static partial class GradCheck
{
    /// <summary>Checks the derivative of a function of one tensor.</summary>
    /// <param name="fn">The function. Its result need not be a scalar.</param>
    /// <param name="input">Where, Float64; of any strides, which are kept.</param>
    /// <param name="options">Orders, steps and tolerances.</param>
    /// <param name="fnName">What the caller calls the function, for the report.</param>
    /// <param name="inputName">What the caller calls the input, for the report.</param>
    /// <returns>The report, also where all is well: it may hold warnings.</returns>
    /// <exception cref="GradCheckException">A derivative disagrees, or could not be computed. The message is the report.</exception>
    /// <exception cref="DTypeException">An input or the result is Float32, which <see cref="GradCheckOptions.AllowFloat32"/> lets in, or nothing is
    /// floating-point.</exception>
    public static GradCheckReport Check(
        Func<Tensor, Tensor> fn,
        Tensor input,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input))] string? inputName = null) =>
        ThrowUnlessPassed(Compare(fn, input, options, fnName, inputName));

    /// <summary>Checks the derivatives of a function of two tensors.</summary>
    /// <inheritdoc cref="Check(Func{Tensor, Tensor}, Tensor, GradCheckOptions?, string?, string?)"/>
    public static GradCheckReport Check(
        Func<Tensor, Tensor, Tensor> fn,
        Tensor input0,
        Tensor input1,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input0))] string? input0Name = null,
        [CallerArgumentExpression(nameof(input1))] string? input1Name = null) =>
        ThrowUnlessPassed(Compare(fn, input0, input1, options, fnName, input0Name, input1Name));

    /// <summary>Checks the derivatives of a function of three tensors.</summary>
    /// <inheritdoc cref="Check(Func{Tensor, Tensor}, Tensor, GradCheckOptions?, string?, string?)"/>
    public static GradCheckReport Check(
        Func<Tensor, Tensor, Tensor, Tensor> fn,
        Tensor input0,
        Tensor input1,
        Tensor input2,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input0))] string? input0Name = null,
        [CallerArgumentExpression(nameof(input1))] string? input1Name = null,
        [CallerArgumentExpression(nameof(input2))] string? input2Name = null) =>
        ThrowUnlessPassed(Compare(fn, input0, input1, input2, options, fnName, input0Name, input1Name, input2Name));

    /// <summary>Checks the derivatives of a function of any number of tensors.</summary>
    /// <inheritdoc cref="Check(Func{Tensor, Tensor}, Tensor, GradCheckOptions?, string?, string?)"/>
    public static GradCheckReport Check(
        Func<Tensor[], Tensor> fn,
        Tensor[] inputs,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(inputs))] string? inputsName = null) =>
        ThrowUnlessPassed(Compare(fn, inputs, options, fnName, inputsName));

    /// <summary>
    /// As <see cref="Check(Func{Tensor, Tensor}, Tensor, GradCheckOptions?, string?, string?)"/>, without throwing where derivatives disagree.
    /// </summary>
    /// <exception cref="DTypeException">An input or the result is Float32, which <see cref="GradCheckOptions.AllowFloat32"/> lets in, or nothing is
    /// floating-point.</exception>
    public static GradCheckReport Compare(
        Func<Tensor, Tensor> fn,
        Tensor input,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input))] string? inputName = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        return Run(point => fn(point[0]), [input], [CallerName.Or(inputName, "input")], options, fnName);
    }

    /// <summary>
    /// As <see cref="Check(Func{Tensor, Tensor, Tensor}, Tensor, Tensor, GradCheckOptions?, string?, string?, string?)"/>, without throwing where
    /// derivatives disagree.
    /// </summary>
    public static GradCheckReport Compare(
        Func<Tensor, Tensor, Tensor> fn,
        Tensor input0,
        Tensor input1,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input0))] string? input0Name = null,
        [CallerArgumentExpression(nameof(input1))] string? input1Name = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        return Run(
            point => fn(point[0], point[1]), [input0, input1],
            [CallerName.Or(input0Name, "input0"), CallerName.Or(input1Name, "input1")], options, fnName);
    }

    /// <summary>As Check with three inputs, without throwing where derivatives disagree.</summary>
    public static GradCheckReport Compare(
        Func<Tensor, Tensor, Tensor, Tensor> fn,
        Tensor input0,
        Tensor input1,
        Tensor input2,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(input0))] string? input0Name = null,
        [CallerArgumentExpression(nameof(input1))] string? input1Name = null,
        [CallerArgumentExpression(nameof(input2))] string? input2Name = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        return Run(
            point => fn(point[0], point[1], point[2]),
            [input0, input1, input2],
            [CallerName.Or(input0Name, "input0"), CallerName.Or(input1Name, "input1"), CallerName.Or(input2Name, "input2")],
            options,
            fnName);
    }

    /// <summary>
    /// As <see cref="Check(Func{Tensor[], Tensor}, Tensor[], GradCheckOptions?, string?, string?)"/>, without throwing where derivatives disagree.
    /// </summary>
    public static GradCheckReport Compare(
        Func<Tensor[], Tensor> fn,
        Tensor[] inputs,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(inputs))] string? inputsName = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        ArgumentNullException.ThrowIfNull(inputs);
        return Run(fn, inputs, Listed(inputsName, inputs.Length), options, fnName);
    }

    /// <summary>Checks the derivatives of a function of any number of tensors with any number of results; those that are not floating-point carry
    /// none.</summary>
    /// <inheritdoc cref="Check(Func{Tensor, Tensor}, Tensor, GradCheckOptions?, string?, string?)"/>
    public static GradCheckReport Check(
        Func<Tensor[], Tensor[]> fn,
        Tensor[] inputs,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(inputs))] string? inputsName = null) =>
        ThrowUnlessPassed(Compare(fn, inputs, options, fnName, inputsName));

    /// <summary>
    /// As <see cref="Check(Func{Tensor[], Tensor[]}, Tensor[], GradCheckOptions?, string?, string?)"/>, without throwing where derivatives disagree.
    /// </summary>
    public static GradCheckReport Compare(
        Func<Tensor[], Tensor[]> fn,
        Tensor[] inputs,
        GradCheckOptions? options = null,
        [CallerArgumentExpression(nameof(fn))] string? fnName = null,
        [CallerArgumentExpression(nameof(inputs))] string? inputsName = null)
    {
        ArgumentNullException.ThrowIfNull(fn);
        ArgumentNullException.ThrowIfNull(inputs);
        return new JacobianCheck(CallerName.Or(fnName, "the function", 100), fn, inputs, Listed(inputsName, inputs.Length), options).Run();
    }

    /// <summary>
    /// Checks a <see cref="Function"/> at a point, all its results together: first and, unless it is once-differentiable, second order and forward
    /// mode, and gradients of every kind.
    /// </summary>
    /// <param name="function">The function.</param>
    /// <param name="inputs">Its inputs. Those that are not floating-point are constants.</param>
    /// <exception cref="GradCheckException">A derivative disagrees, or could not be computed. The message is the report.</exception>
    public static GradCheckReport CheckFunction(Function function, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        bool twice = !function.OnceDifferentiable;
        var options = GradCheckOptions.Thorough with { SecondOrder = twice, ForwardMode = twice };
        return ThrowUnlessPassed(new JacobianCheck(
            function.Name, point => function.ApplyAll(point), inputs, [.. inputs.Select(static (_, i) => $"input {i}")], options).Run());
    }

    private static GradCheckReport Run(Func<Tensor[], Tensor> fn, Tensor[] inputs, string[] names, GradCheckOptions? options, string? fnName) =>
        new JacobianCheck(CallerName.Or(fnName, "the function", 100), point => [fn(point)], inputs, names, options).Run();

    private static GradCheckReport ThrowUnlessPassed(GradCheckReport report) => report.Passed ? report : throw new GradCheckException(report);

    /// <summary>The expressions in <c>[a, b]</c> where there is one per input, else <c>inputs[0]</c> and so on.</summary>
    private static string[] Listed(string? expression, int count)
    {
        if (expression is ['[', .. var list, ']'] && list.Split(',') is { } items && items.Length == count
            && !list.AsSpan().ContainsAny("()[]{}\n\""))
            return Array.ConvertAll(items, static item => item.Trim());
        string array = CallerName.Or(expression, "inputs", 20) is var name && name.All(static c => char.IsLetterOrDigit(c) || c == '_')
            ? name
            : "inputs";
        return [.. Enumerable.Range(0, count).Select(i => $"{array}[{i}]")];
    }
}
