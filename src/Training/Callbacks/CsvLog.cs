namespace AutoGrad.Training;

/// <summary>Writes a row to a CSV file after each epoch: the numbers of <see cref="History.ToCsv"/>. A training that goes on begins with the rows of
/// what it goes on from.</summary>
/// <param name="path">The file; one that exists is replaced, and its folder is made where there is none.</param>
public sealed class CsvLog(string path) : Callback
{
    private int columns;

    /// <summary>The file.</summary>
    public string Path { get; } = path ?? throw new ArgumentNullException(nameof(path));

    /// <summary>It comes late, so that what the others note is there.</summary>
    public override int Order => 900;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        columns = -1;
        if (System.IO.Path.GetDirectoryName(Path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (columns == trainer.History.Names.Count)
        {
            File.AppendAllText(Path, trainer.History.CsvRow(trainer.Epoch));
            return;
        }
        WholeFile.Write(Path, trainer.History.ToCsv()); // The first of this call of Fit, or there are more columns than before.
        columns = trainer.History.Names.Count;
    }
}
