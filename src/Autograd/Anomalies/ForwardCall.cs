using System.Diagnostics;
using System.Text;

namespace AutoGrad;

/// <summary>Where an operation was called: the stack at that moment, without the library's own frames.</summary>
internal sealed class ForwardCall
{
    /// <summary>The library's assemblies, whose frames nobody wants to see.</summary>
    internal static readonly string[] Library =
        ["AutoGrad.Autograd", "AutoGrad.Ops", "AutoGrad.Nn", "AutoGrad.Optim", "AutoGrad.Data", "AutoGrad.Interop", "AutoGrad.Training"];

    /// <summary>More frames than this are not shown.</summary>
    private const int Most = 12;

    private readonly StackTrace stack = new(2, fNeedFileInfo: true);

    /// <summary>The frames, innermost first, one a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        int shown = 0, rest = 0;
        foreach (var frame in stack.GetFrames())
        {
            if (DiagnosticMethodInfo.Create(frame) is not { } method || IsNoise(method.DeclaringAssemblyName))
                continue;
            if (++shown > Most)
            {
                rest++;
                continue;
            }
            text.Append(shown == 1 ? "" : "\n").Append("at ").Append(Readable(method.DeclaringTypeName, method.Name));
            if (frame.GetFileName() is { Length: > 0 } file)
                text.Append(" in ").Append(file).Append(":line ").Append(frame.GetFileLineNumber());
        }
        if (rest > 0)
            text.Append("\n… and ").Append(rest).Append(" more");
        return shown == 0 ? "(no call from outside the library is known)" : text.ToString();
    }

    private static bool IsNoise(string? assembly)
    {
        string name = assembly?.Split(',', 2)[0] ?? "";
        return Library.Contains(name) || name is "System.Private.CoreLib";
    }

    /// <summary>What the compiler made of a lambda, a local function, or an async method or iterator, under the name it has in the source.</summary>
    private static string Readable(string? type, string method)
    {
        string[] parts = (type ?? "").Split('+');
        // A state machine is named after its method, whose body MoveNext is.
        if (method == "MoveNext" && parts[^1] is ['<', ..] machine && machine.LastIndexOf('>') is > 1 and var end)
            method = machine[1..end];
        if (method.StartsWith('<') && method.LastIndexOf('>') is > 1 and var close)
        {
            // A program without a Main is a method <Main>$.
            string name = method[1..close].TrimStart('<').TrimEnd('$').TrimEnd('>'), rest = method[(close + 1)..];
            method = rest.StartsWith("g__", StringComparison.Ordinal) && rest.IndexOf('|') is > 3 and var bar ? $"{name}.{rest[3..bar]}"
                : rest.StartsWith("b__", StringComparison.Ordinal) ? $"{name}.(lambda)"
                : name;
        }
        return $"{string.Join('.', parts.TakeWhile(static part => !part.StartsWith('<')))}.{method}()";
    }
}
