using System.Globalization;

namespace AutoGrad.Data;

/// <summary>
/// Rows of cells under named columns, as <see cref="Csv"/> reads them. Cells are text until numbers are asked for:
/// <c>table.Numbers("beds", "baths")</c> is a tensor, <c>table["type"]</c> a column for a <see cref="LabelEncoder"/> or <see cref="OneHotEncoder"/>.
/// Errors name the line and the column of the file.
/// </summary>
public sealed class Table
{
    private readonly ColumnNames columns;
    private readonly string?[][] cells;
    private readonly int[] lines;

    internal Table(ColumnNames columns, string?[][] cells, int[] lines) => (this.columns, this.cells, this.lines) = (columns, cells, lines);

    /// <summary>What errors call the table: the path of its file.</summary>
    public string Name => columns.Table;

    /// <summary>The columns' names, in order.</summary>
    public IReadOnlyList<string> Columns => columns;

    /// <summary>How many rows there are.</summary>
    public int Count => lines.Length;

    /// <summary>The cells of a column; null where the value is missing.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IReadOnlyList<string?> this[string column] => cells[columns.IndexOf(column)];

    /// <summary>The numbers of some columns as Float32, [rows, columns]; without names, of all of them. True counts as 1 and false as 0.</summary>
    /// <param name="columns">The columns' names, in the order wanted.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="InvalidDataException">A cell is no number, or missing; the message names it.</exception>
    public Tensor Numbers(params IReadOnlyList<string> columns) => Numbers(columns, missing: null);

    /// <summary>The numbers of some columns, [rows, columns].</summary>
    /// <param name="columns">The columns' names, in the order wanted; none for all of them.</param>
    /// <param name="missing">What stands for a missing value: NaN for an <see cref="Imputer"/> to fill, or 0; null where none may be missing.</param>
    /// <param name="dtype">A floating-point dtype.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="DTypeException">The dtype is not a floating-point one.</exception>
    /// <exception cref="InvalidDataException">A cell is no number, or missing; the message names it.</exception>
    public Tensor Numbers(IReadOnlyList<string> columns, double? missing, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (!dtype.IsFloatingPoint)
            throw new DTypeException($"Numbers: {dtype} has no room for fractions; ask for Float32 or Float64 and convert with .To(DType.{dtype}).");
        var places = Places(columns);
        var values = new double[Count * places.Length];
        for (int row = 0; row < Count; row++)
            for (int i = 0; i < places.Length; i++)
                values[row * places.Length + i] = cells[places[i]][row] is { } cell ? Number(cell, row, places[i])
                    : missing ?? throw new InvalidDataException($"{At(row, places[i])}: the value is missing. Leave such rows out with " +
                        "table.DropMissing(), or say what stands for it: table.Numbers(columns, missing: double.NaN).");
        return Tensor.Wrap(values, [Count, places.Length]).To(dtype);
    }

    /// <summary>The columns named, in this order.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table Select(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(new(Name, columns), [.. columns.Select(name => cells[this.columns.IndexOf(name)])], lines);
    }

    /// <summary>All columns but those named.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table Without(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var left = columns.Select(this.columns.IndexOf).ToHashSet();
        return Select([.. this.columns.Where((_, place) => !left.Contains(place))]);
    }

    /// <summary>The rows without missing values in the columns named, or, without names, in any.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table DropMissing(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var places = Places(columns);
        return Rows(row => places.All(place => cells[place][row] is not null));
    }

    /// <summary>The rows whose cell in a column is as asked: <c>table.Filter("type", type => type == "Condo")</c>.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="condition">Asked of each cell; it is null where the value is missing.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table Filter(string column, Func<string?, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var cells = this[column];
        return Rows(row => condition(cells[row]));
    }

    /// <summary>
    /// A data set with numbers as inputs, [rows, columns], and a column as target: its numbers, [rows, 1], or, with an encoder, the labels of its
    /// categories, [rows]. An encoder that knows no categories yet learns them here.
    /// </summary>
    /// <param name="target">The target's column.</param>
    /// <param name="inputs">The inputs' columns; null for all others.</param>
    /// <param name="labels">Makes labels of the target's categories.</param>
    /// <exception cref="ArgumentException">There is no such column, or the target is among the inputs, or the encoder does not know a
    /// category.</exception>
    /// <exception cref="InvalidDataException">A cell is no number, or missing; the message names it.</exception>
    public TensorDataset ToDataset(string target, IReadOnlyList<string>? inputs = null, LabelEncoder? labels = null)
    {
        inputs ??= [.. columns.Where(name => name != target)];
        if (inputs.Contains(target))
            throw new ArgumentException(
                $"{Name}: the target '{target}' is among the inputs, from which it is to be told. Leave it out there.", nameof(inputs));
        if (inputs.Count == 0)
            throw new ArgumentException($"{Name}: no columns are left for the inputs.", nameof(inputs));
        var targets = labels is null ? Numbers(target) : (labels.IsFitted ? labels : labels.Fit(this[target])).Transform(this[target]);
        return new(Numbers(inputs), targets);
    }

    /// <summary>What it holds: <c>Table(houses.csv: 932 rows, 9 columns: city, zip, …)</c>.</summary>
    public override string ToString() => $"Table({Name}: {Count} rows, {Columns.Count} columns: {string.Join(", ", Columns)})";

    /// <summary>A cell's place in the file, for errors.</summary>
    private string At(int row, int column) => $"{Name}, line {lines[row]}, column {columns[column]}";

    private int[] Places(IReadOnlyList<string> names) =>
        names.Count == 0 ? [.. Enumerable.Range(0, columns.Count)] : [.. names.Select(columns.IndexOf)];

    private Table Rows(Func<int, bool> condition)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(condition)];
        return new(columns, Array.ConvertAll(cells, column => Array.ConvertAll(kept, row => column[row])), Array.ConvertAll(kept, row => lines[row]));
    }

    private double Number(string cell, int row, int column)
    {
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            return value;
        return cell.ToUpperInvariant() switch
        {
            "TRUE" => 1,
            "FALSE" => 0,
            "INF" or "+INF" => double.PositiveInfinity,
            "-INF" => double.NegativeInfinity,
            _ => throw new InvalidDataException($"{At(row, column)}: '{cell}' is not a number{Advice(cell, column)}"),
        };
    }

    private string Advice(string cell, int column) =>
        double.TryParse(cell, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _)
            ? "; numbers have a decimal point and no separators between thousands."
            : $". Leave the column out, or make numbers of its categories: new OneHotEncoder().FitTransform(table[\"{columns[column]}\"]).";
}
