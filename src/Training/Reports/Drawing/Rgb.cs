using System.Globalization;

namespace AutoGrad.Training.Reports;

/// <summary>A colour. A text of the form <c>#rrggbb</c> is one, too.</summary>
/// <param name="R">Red, from 0 to 255.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>The colours that series take in turn: apart from each other, and readable on white and on black.</summary>
    public static IReadOnlyList<Rgb> Palette { get; } =
    [
        new(0x3B, 0x7D, 0xD8), new(0xE0, 0x6C, 0x2E), new(0x2F, 0x9E, 0x63), new(0xD2, 0x4A, 0x60), new(0x92, 0x60, 0xDB),
        new(0x14, 0x9A, 0xA8), new(0xB8, 0x86, 0x0B), new(0xD6, 0x5A, 0xAE), new(0x8F, 0x6A, 0x50), new(0x7B, 0x86, 0x94),
    ];

    /// <summary>How bright it looks, from 0 to 1.</summary>
    internal double Brightness => (0.299 * R + 0.587 * G + 0.114 * B) / 255;

    /// <summary>A colour from its text.</summary>
    /// <exception cref="FormatException">The text has another form than <c>#rrggbb</c>.</exception>
    public static implicit operator Rgb(string text) => Parse(text);

    /// <summary>A colour from its text, and none from none, so that <c>wrong ? "#d24a60" : null</c> is one or none.</summary>
    /// <exception cref="FormatException">The text has another form than <c>#rrggbb</c>.</exception>
    public static implicit operator Rgb?(string? text) => text is null ? default(Rgb?) : Parse(text);

    /// <summary>A colour from its text.</summary>
    /// <param name="text">Of the form <c>#rrggbb</c>.</param>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static Rgb Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is ['#', ..] && text.Length == 7
            && uint.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint bits)
            ? new((byte)(bits >> 16), (byte)(bits >> 8), (byte)bits)
            : throw new FormatException($"'{text}' is no colour; write it as '#3b7dd8': two hexadecimal digits each for red, green and blue.");
    }

    /// <summary>The text of the form <c>#rrggbb</c>.</summary>
    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>A colour between two: the first where <paramref name="share"/> is 0, the other where it is 1.</summary>
    internal static Rgb Between(Rgb a, Rgb b, double share)
    {
        return new(Mix(a.R, b.R), Mix(a.G, b.G), Mix(a.B, b.B));

        byte Mix(byte low, byte high) => (byte)Math.Round(low + (high - low) * share);
    }
}
