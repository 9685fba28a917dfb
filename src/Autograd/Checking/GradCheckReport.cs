using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>Which derivative a part of a gradient check is about.</summary>
public enum GradCheckOrder
{
    /// <summary>The first derivative, by the backward pass.</summary>
    First,

    /// <summary>The first derivative, by forward mode.</summary>
    Forward,

    /// <summary>The derivative of the gradient, by a backward pass through the backward pass.</summary>
    Second,

    /// <summary>The derivative of the gradient, by forward mode over the backward pass.</summary>
    SecondForward,
}

/// <summary>One entry of a Jacobian where the derivative and the difference quotient were compared.</summary>
/// <param name="Input">The input that is differentiated by.</param>
/// <param name="InputElement">Its element, as [1, 2].</param>
/// <param name="Output">The output that is differentiated: the result, or in second order the gradient of an input.</param>
/// <param name="OutputElement">Its element.</param>
/// <param name="Analytic">The derivative by the rules.</param>
/// <param name="Numeric">The two-sided difference quotient.</param>
public sealed record GradCheckEntry(string Input, Shape InputElement, string Output, Shape OutputElement, double Analytic, double Numeric)
{
    /// <summary>
    /// Whether it is a projection instead, uᵀJv with random u and v, as <see cref="GradCheckOptions.Fast"/> compares; the elements mean nothing then.
    /// </summary>
    public bool IsProjection { get; init; }

    /// <summary>|analytic − numeric|.</summary>
    public double AbsoluteDifference => Math.Abs(Analytic - Numeric);

    /// <summary>|analytic − numeric| / max(|analytic|, |numeric|), and 0 where both are 0.</summary>
    public double RelativeDifference => AbsoluteDifference == 0 ? 0 : AbsoluteDifference / Math.Max(Math.Abs(Analytic), Math.Abs(Numeric));

    /// <summary>The places and the values on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Place}: analytic {Analytic:G10}, numeric {Numeric:G10}, " +
        $"difference {AbsoluteDifference:0.0e+00}, relative {RelativeDifference:0.0e+00}");

    private string Place => IsProjection
        ? $"uᵀ ∂{Operand(Output)} / ∂{Operand(Input)} v"
        : $"∂{Operand(Output)}{(Output.StartsWith("uᵀ", StringComparison.Ordinal) ? "" : OutputElement)} / ∂{Operand(Input)}{InputElement}";

    private static string Operand(string name) => name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '[' or ']') ? name : $"({name})";
}

/// <summary>What a gradient check found out about one input's derivative of one order.</summary>
/// <param name="Order">Which derivative.</param>
/// <param name="Input">The input, in the caller's words where they are known.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Compared">How many entries of the Jacobian were compared.</param>
/// <param name="Wrong">How many of them lie outside the tolerance.</param>
/// <param name="Worst">The entry furthest outside the tolerance, or else nearest to it; null where there are none.</param>
/// <param name="NormRatio">‖a − n‖₂ / (‖a‖₂ + ‖n‖₂) over all entries. About 1e-7 or less is good, 1e-5 suspect, 1e-3 wrong.</param>
public sealed record GradCheckPart(GradCheckOrder Order, string Input, Shape Shape, int Compared, int Wrong, GradCheckEntry? Worst, double NormRatio)
{
    /// <summary>How many of the entries that agree lie at a kink, where the derivative is a choice between two slopes.</summary>
    public int AtKinks { get; init; }

    /// <summary>Where something disagrees, whether the elements beside the worst one do, and how many of all; else null.</summary>
    public string? Surroundings { get; init; }

    /// <summary>Whether all entries lie within the tolerance.</summary>
    public bool Passed => Wrong == 0;

    internal string OrderName => Name(Order);

    internal static string Name(GradCheckOrder order) => order switch
    {
        GradCheckOrder.First => "first order",
        GradCheckOrder.Forward => "forward mode",
        GradCheckOrder.Second => "second order",
        _ => "second order by forward mode",
    };

    /// <summary>The verdict and, where there was something to compare, the worst entry.</summary>
    public override string ToString() => Worst is null
        ? $"{OrderName}, {Input} {Shape}: nothing to compare"
        : string.Create(CultureInfo.InvariantCulture,
            $"{OrderName}, {Input} {Shape}: {(Passed ? $"all {Compared} agree" : $"{Wrong} of {Compared} disagree")}" +
            $"{(AtKinks > 0 ? $", {AtKinks} at kinks" : "")}, norm ratio {NormRatio:0.0e+00}\n" +
            $"    worst {Worst}{(Surroundings is null ? "" : $"\n    {Surroundings}")}");
}

/// <summary>The result of a gradient check. It prints itself in full.</summary>
public sealed class GradCheckReport
{
    internal GradCheckReport(
        string function, IReadOnlyList<GradCheckPart> parts, IReadOnlyList<string> problems, IReadOnlyList<string> warnings, Exception? failure)
    {
        Function = function;
        Parts = parts;
        Problems = problems;
        Warnings = warnings;
        Failure = failure;
    }

    /// <summary>What was checked, in the caller's words.</summary>
    public string Function { get; }

    /// <summary>Each order's and input's result.</summary>
    public IReadOnlyList<GradCheckPart> Parts { get; }

    /// <summary>
    /// What went wrong beside derivatives that disagree: a result that is not a number, a rule that threw, an input that was written to.
    /// </summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>What makes the verdict doubtful: a kink nearby, a result that does not depend on an input.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The exception that a derivative rule threw, or null.</summary>
    public Exception? Failure { get; }

    /// <summary>Whether every derivative agrees and there are no problems.</summary>
    public bool Passed => Problems.Count == 0 && Parts.All(static part => part.Passed);

    /// <summary>The worst entry of the first part that disagrees, or else of all parts; null where nothing was compared.</summary>
    public GradCheckEntry? Worst =>
        (Parts.FirstOrDefault(static part => !part.Passed)
            ?? Parts.Where(static part => part.Worst is not null).MaxBy(static part => part.NormRatio))?.Worst;

    /// <summary>The greatest <see cref="GradCheckPart.NormRatio"/> of any part.</summary>
    public double NormRatio => Parts.Select(static part => part.NormRatio).DefaultIfEmpty(0).Max();

    /// <summary>The verdict, the problems, the warnings and every part, a line or two each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"GradCheck of {Function}: {(Passed ? "passed" : "FAILED")}");
        foreach (string problem in Problems)
            text.Append("\n  problem: ").Append(problem);
        foreach (var part in Parts.OrderBy(static part => part.Passed))
            text.Append("\n  ").Append(part);
        foreach (string warning in Warnings)
            text.Append("\n  warning: ").Append(warning);
        if (Parts.Any(static part => part.Compared > 0))
            text.Append("\n  (norm ratio ‖a − n‖₂ / (‖a‖₂ + ‖n‖₂): about 1e-7 or less is good, 1e-5 suspect, 1e-3 wrong)");
        return text.ToString();
    }
}

/// <summary>A derivative that disagrees with the function it is said to be the derivative of. The message is the report in full.</summary>
public class GradCheckException(GradCheckReport report) : AutogradException(report.ToString(), report.Failure)
{
    /// <summary>What was found.</summary>
    public GradCheckReport Report { get; } = report;
}
