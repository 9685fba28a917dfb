using System.Text;

namespace AutoGrad.Interop;

/// <summary>Reads the header of an npy file, which is a Python dictionary of strings, booleans and a tuple of whole numbers. Nothing else is
/// understood, and nothing is evaluated.</summary>
internal ref struct PythonHeader(ReadOnlySpan<byte> text, int start, Failure fail)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int at;

    public string? Descr { get; private set; }

    public bool? FortranOrder { get; private set; }

    public long[]? Shape { get; private set; }

    public void Parse()
    {
        Take('{');
        while (!Ahead('}'))
        {
            string key = String();
            if (key switch { "descr" => Descr is not null, "fortran_order" => FortranOrder is not null, "shape" => Shape is not null, _ => false })
                throw Problem($"{key} stands there twice");
            Take(':');
            switch (key)
            {
                case "descr":
                    if (Ahead('[') || Ahead('('))
                        throw Problem("the elements are records of several fields, which no tensor holds; save each field as an array");
                    Descr = String();
                    break;
                case "fortran_order":
                    FortranOrder = Bool();
                    break;
                case "shape":
                    Shape = Tuple();
                    break;
                default:
                    throw Problem($"'{key}' is none of descr, fortran_order and shape");
            }
            if (!Ahead('}'))
                Take(',');
        }
        Take('}');
        Skip();
        if (at < text.Length)
            throw Problem("something follows the dictionary");
        if (Descr is null || FortranOrder is null || Shape is null)
            throw Problem($"{(Descr is null ? "descr" : FortranOrder is null ? "fortran_order" : "shape")} is missing");
    }

    private readonly TensorFileException Problem(string problem) =>
        fail($"the npy header is not what it should be: {problem}, at byte {start + at}.");

    private void Skip()
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0x0C)
            at++;
    }

    private bool Ahead(char token)
    {
        Skip();
        return at < text.Length && text[at] == token;
    }

    private void Take(char token)
    {
        if (!Ahead(token))
            throw Problem($"'{token}' was expected and {(at < text.Length ? $"byte {text[at]:X2} found" : "the end reached")}");
        at++;
    }

    private string String()
    {
        Skip();
        if (at >= text.Length || text[at] is not ((byte)'\'' or (byte)'"'))
            throw Problem("a string was expected");
        int length = text[(at + 1)..].IndexOf(text[at]);
        if (length < 0)
            throw Problem("a string has no end");
        string value = Encoding.Latin1.GetString(text.Slice(at + 1, length));
        at += length + 2;
        return value;
    }

    private bool Bool()
    {
        Skip();
        bool value = text[at..].StartsWith("True"u8);
        if (!value && !text[at..].StartsWith("False"u8))
            throw Problem("True or False was expected");
        at += value ? 4 : 5;
        return value;
    }

    private long[] Tuple()
    {
        var sizes = new List<long>();
        Take('(');
        while (!Ahead(')'))
        {
            if (sizes.Count == AutoGrad.Shape.MaxRank)
                throw Problem($"there are more than the {AutoGrad.Shape.MaxRank} axes that a tensor can have");
            sizes.Add(Size());
            if (!Ahead(')'))
                Take(',');
        }
        Take(')');
        return [.. sizes];
    }

    private long Size()
    {
        Skip();
        int digits = 0;
        while (at + digits < text.Length && text[at + digits] is >= (byte)'0' and <= (byte)'9')
            digits++;
        if (!long.TryParse(text.Slice(at, digits), out long size))
            throw Problem("a size, a whole number from 0 on, was expected");
        at += digits;
        if (at < text.Length && text[at] == 'L') // As Python 2 wrote them.
            at++;
        return size;
    }
}
