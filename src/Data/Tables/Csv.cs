using System.Globalization;
using CsvHelper;

namespace AutoGrad.Data;

/// <summary>
/// Reads tables of comma-separated values (RFC 4180): cells may stand in quotes, with commas, line breaks and doubled quotes inside. Nothing depends
/// on the culture of the machine. Files compressed by gzip are recognised by their first bytes.
/// </summary>
public static class Csv
{
    /// <summary>What counts as a missing value unless told otherwise; case does not matter, nor do spaces around.</summary>
    public static IReadOnlyList<string> DefaultMissing { get; } = ["", "NA", "N/A", "#N/A", "NaN", "null", "none", "?"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, UTF-8 or with a byte order mark.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="delimiter">What stands between cells; null to tell from the first lines whether it is <c>,</c>, <c>;</c>, a tab or
    /// <c>|</c>.</param>
    /// <param name="names">Names for the columns, in place of the header's or where there is none; columns without names are 0, 1, ….</param>
    /// <param name="columns">Which columns to keep, in this order; null for all.</param>
    /// <param name="missing">What counts as a missing value; null for <see cref="DefaultMissing"/>.</param>
    /// <exception cref="InvalidDataException">The file is no such table; the message names the line.</exception>
    /// <exception cref="ArgumentException">A column is asked for that is not there.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static Table Read(
        string path, bool header = true, char? delimiter = null, IReadOnlyList<string>? names = null, IReadOnlyList<string>? columns = null,
        IReadOnlyList<string>? missing = null)
    {
        using var file = File.OpenRead(path);
        return Read(file, header, delimiter, names, columns, missing, path);
    }

    /// <summary>Reads a stream to its end. It may be compressed by gzip and need not support seeking.</summary>
    /// <param name="stream">What to read; it stays open.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="delimiter">What stands between cells; null to tell from the first lines.</param>
    /// <param name="names">Names for the columns, in place of the header's or where there is none.</param>
    /// <param name="columns">Which columns to keep, in this order; null for all.</param>
    /// <param name="missing">What counts as a missing value; null for <see cref="DefaultMissing"/>.</param>
    /// <param name="name">What errors call it.</param>
    /// <inheritdoc cref="Read(string, bool, char?, IReadOnlyList{string}?, IReadOnlyList{string}?, IReadOnlyList{string}?)"/>
    public static Table Read(
        Stream stream, bool header = true, char? delimiter = null, IReadOnlyList<string>? names = null, IReadOnlyList<string>? columns = null,
        IReadOnlyList<string>? missing = null, string name = "stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var plain = new Unzipped(stream, name);
        return Read(options => CsvReader.Create(plain, options, leaveOpen: true), header, delimiter, names, columns, missing, name);
    }

    /// <summary>Reads a table from text: <c>Csv.Parse("a,b\n1,2")</c>.</summary>
    /// <param name="text">The table.</param>
    /// <param name="header">Whether the first line names the columns.</param>
    /// <param name="delimiter">What stands between cells; null to tell from the first lines.</param>
    /// <param name="names">Names for the columns, in place of the header's or where there is none.</param>
    /// <param name="columns">Which columns to keep, in this order; null for all.</param>
    /// <param name="missing">What counts as a missing value; null for <see cref="DefaultMissing"/>.</param>
    /// <inheritdoc cref="Read(string, bool, char?, IReadOnlyList{string}?, IReadOnlyList{string}?, IReadOnlyList{string}?)"/>
    public static Table Parse(
        string text, bool header = true, char? delimiter = null, IReadOnlyList<string>? names = null, IReadOnlyList<string>? columns = null,
        IReadOnlyList<string>? missing = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(options => CsvReader.FromText(text, options), header, delimiter, names, columns, missing, "text");
    }

    private static Table Read(
        Func<CsvReaderOptions, CsvReader> open, bool header, char? delimiter, IReadOnlyList<string>? names, IReadOnlyList<string>? columns,
        IReadOnlyList<string>? missing, string name)
    {
        var options = new CsvReaderOptions
        {
            Separator = delimiter,
            HasHeader = false, // The first line is a record as any other, so that it is checked as one.
            TrimWhitespace = true,
            TrackLineNumbers = true,
            PoolStrings = true, // Tables repeat themselves: one string for each value of a column.
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        using var reader = open(options);
        try
        {
            return Read(reader, header, names, columns, new(missing ?? DefaultMissing, StringComparer.OrdinalIgnoreCase), name);
        }
        catch (CsvFormatException problem)
        {
            throw new InvalidDataException($"{name}, line {problem.LineNumber}: a quote stands where none may, or is never closed. " +
                "A cell with quotes inside stands in quotes itself, and they are doubled.", problem);
        }
    }

    private static Table Read(
        CsvReader reader, bool header, IReadOnlyList<string>? names, IReadOnlyList<string>? columns, HashSet<string> missing, string name)
    {
        bool any = reader.Read();
        if (!any && names is null)
            throw new InvalidDataException($"{name}: it is empty; a table has a line that names its columns, or at least one row.");
        int width = any ? reader.FieldCount : names!.Count;
        string[] found = [.. Enumerable.Range(0, width).Select(i => header && any ? reader.GetString(i) : Numbered(i))];
        if (names is not null && names.Count != width)
            throw new InvalidDataException($"{name}: {names.Count} names were given, and the table has {width} columns.");
        if (header)
            any = any && reader.Read();
        var all = new ColumnNames(name, names ?? found);
        var kept = Array.ConvertAll([.. columns ?? all], all.IndexOf);
        var cells = Array.ConvertAll(kept, static _ => new List<string?>());
        var lines = new List<int>();
        for (; any; any = reader.Read())
        {
            if (reader.FieldCount != width)
                throw new InvalidDataException($"{name}, line {reader.LineNumber}: it has {Counted(reader.FieldCount)}, and the table " +
                    $"has {width} columns ({string.Join(", ", all)}). Put cells that hold '{reader.Separator}' in quotes, or give a delimiter.");
            for (int i = 0; i < kept.Length; i++)
            {
                string cell = reader.GetString(kept[i]);
                cells[i].Add(missing.Contains(cell) ? null : cell);
            }
            lines.Add((int)reader.LineNumber);
        }
        return new(new(name, [.. kept.Select(i => all[i])]), Array.ConvertAll(cells, static column => column.ToArray()), [.. lines]);
    }

    private static string Numbered(int column) => column.ToString(CultureInfo.InvariantCulture);

    private static string Counted(int cells) => cells == 1 ? "1 cell" : $"{cells} cells";
}
