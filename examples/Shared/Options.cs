using System.CommandLine;

namespace AutoGrad.Examples;

/// <summary>What the values of options must hold.</summary>
public static class Options
{
    /// <summary>The same option, which refuses less than a number.</summary>
    public static Option<T> AtLeast<T>(this Option<T> option, T least) where T : IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>()!.CompareTo(least) < 0)
                result.AddError($"{option.Name}: at least {least} is needed.");
        });
        return option;
    }
}
