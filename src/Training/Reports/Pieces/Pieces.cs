using System.Globalization;

namespace AutoGrad.Training.Reports;

/// <summary>Figures that many reports have.</summary>
public static class Pieces
{
    /// <summary>A confusion matrix: how many items of each class were taken for each.</summary>
    /// <param name="counts">The counts, <c>[C, C]</c>: rows are the classes that items are of, columns those they were taken for.</param>
    /// <param name="names">What the classes are called; their numbers by default.</param>
    /// <param name="title">What stands above it.</param>
    /// <exception cref="ShapeException">The counts are no square table.</exception>
    /// <exception cref="ArgumentException">There are not as many names as classes.</exception>
    public static Chart Confusion(Tensor counts, IEnumerable<string>? names = null, string title = "Confusion matrix")
    {
        var table = Numbers.Table(counts, nameof(counts));
        int classes = table.GetLength(0);
        if (classes != table.GetLength(1) || classes == 0)
            throw new ShapeException($"Pieces.Confusion: the counts are {counts.Shape}; they must be [C, C], a row and a column for each class.");
        string[]? named = names?.ToArray();
        int side = Math.Clamp(140 + 38 * classes, 300, 800);
        return new Chart(title) { X = "predicted", Y = "actual", Width = side + 30, Height = side }
            .Heatmap(table, named, named, ColorMap.Blues, (0, Math.Max(1, table.Cast<double>().Max())), format: "0");
    }

    /// <summary>A confusion matrix.</summary>
    /// <param name="matrix">The metric that counted.</param>
    /// <param name="names">What the classes are called; their numbers by default.</param>
    /// <param name="title">What stands above it.</param>
    public static Chart Confusion(ConfusionMatrix matrix, IEnumerable<string>? names = null, string title = "Confusion matrix")
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return Confusion(matrix.ToTensor(), names, title);
    }

    /// <summary>Pictures with what they show, and in red what a model takes them for instead.</summary>
    /// <param name="images">The pictures, <c>[N, H, W]</c>, <c>[N, 1, H, W]</c> or <c>[N, 3, H, W]</c>.</param>
    /// <param name="labels">Their classes, <c>[N]</c>.</param>
    /// <param name="predictions">What the model says: scores <c>[N, C]</c>, of which the greatest counts, or classes <c>[N]</c>.</param>
    /// <param name="names">What the classes are called; their numbers by default.</param>
    /// <param name="columns">How many stand beside each other.</param>
    /// <param name="title">What stands above them.</param>
    /// <exception cref="ShapeException">The shapes do not go together.</exception>
    public static ImageGrid Samples(
        Tensor images, Tensor labels, Tensor predictions, IReadOnlyList<string>? names = null, int columns = 8, string title = "Predictions")
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predictions);
        int count = images.Rank > 0 ? images.Shape[0] : 0;
        if (images.Rank is not (3 or 4) || labels.Rank != 1 || labels.Shape[0] != count || predictions.Rank is not (1 or 2)
            || predictions.Shape[0] != count)
            throw new ShapeException($"Pieces.Samples: images are {images.Shape}, labels {labels.Shape} and predictions {predictions.Shape}; " +
                "give [N, H, W] or [N, 1 or 3, H, W], [N], and [N, C] or [N].");
        long[] actual = labels.To(DType.Int64).ToArray<long>(), predicted = Classes(predictions);
        var grid = new ImageGrid(title, columns);
        for (int i = 0; i < count; i++)
            grid.Add(images[i], actual[i] == predicted[i] ? Name(actual[i]) : $"{Name(actual[i])}, not {Name(predicted[i])}",
                actual[i] == predicted[i] ? null : "#d24a60");
        return grid;

        string Name(long label) =>
            names is not null && label >= 0 && label < names.Count ? names[(int)label] : label.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Classes from scores, of which the greatest counts, or as they are.</summary>
    internal static long[] Classes(Tensor predictions)
    {
        var plain = predictions.Detach();
        return (plain.Rank == 2 ? plain.ArgMax(1) : plain.To(DType.Int64)).ToArray<long>();
    }
}
