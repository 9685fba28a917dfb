namespace AutoGrad;

/// <summary>What a caller calls an argument, as <see cref="System.Runtime.CompilerServices.CallerArgumentExpressionAttribute"/> gives it, for
/// errors.</summary>
public static class CallerName
{
    /// <summary>The caller's expression where it is short enough to read as a name, else another word.</summary>
    public static string Or(string? expression, string otherwise, int longest = 40) =>
        expression is { Length: > 0 } && expression.Length <= longest && !expression.Contains('\n') ? expression : otherwise;
}
