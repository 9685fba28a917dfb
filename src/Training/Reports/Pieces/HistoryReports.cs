using AutoGrad.Nn;
using AutoGrad.Training.Reports;

namespace AutoGrad.Training;

/// <summary>Histories as charts and reports.</summary>
public static class HistoryReports
{
    /// <summary>From the least value to one so many times greater, a series is shown by ratios.</summary>
    private const double LogFrom = 30;

    extension(History history)
    {
        /// <summary>A chart of all series of a measure: of <c>loss</c>, those named <c>train/loss</c>, <c>validation/loss</c> and so on. Against
        /// epochs where none was measured more than once in an epoch, else against steps; on a logarithmic axis where all are positive and far
        /// apart.</summary>
        /// <param name="measure">What stands after the last <c>/</c> of the names; the whole name of a series without one.</param>
        /// <exception cref="KeyNotFoundException">Nothing was measured of it.</exception>
        public Chart Chart(string measure)
        {
            ArgumentException.ThrowIfNullOrEmpty(measure);
            string[] names = [.. history.Names.Where(name => Measure(name) == measure)];
            if (names.Length == 0)
                throw new KeyNotFoundException(
                    $"History: nothing was measured of '{measure}'; there " +
                    (history.Names.Count == 0 ? "is nothing yet." : $"are {string.Join(", ", history.Names.Select(Measure).Distinct())}."));
            bool epochs = names.All(name => history[name].DistinctBy(static value => value.Epoch).Count() == history[name].Count);
            var values = names.SelectMany(name => history[name]).Select(static value => value.Value).Where(double.IsFinite).ToArray();
            bool log = values.Length > 0 && values.Min() > 0 && values.Max() > LogFrom * values.Min();
            var chart = new Chart(measure) { X = epochs ? "epoch" : "step", Y = measure, YScale = log ? Scale.Log : Scale.Linear };
            foreach (string name in names)
            {
                var series = history[name];
                chart.Line(
                    Prefix(name), series.Select(value => epochs ? value.Epoch : value.Step), series.Select(static value => value.Value),
                    dashed: Prefix(name).StartsWith("validation", StringComparison.Ordinal), markers: series.Count == 1);
            }
            return chart;
        }

        /// <summary>A report with a table of all series and a chart of each measure, to which more can be added.</summary>
        /// <param name="title">What stands above it.</param>
        public Report ToReport(string title = "Training")
        {
            var report = new Report(title).Section("Measurements");
            // Losses and metrics come before what was measured of parts of the model.
            string[] names = [.. history.Names.OrderBy(static name => Prefix(name) is "train" or "validation" ? 0 : 1)];
            if (names.Length == 0)
                return report.Text("Nothing was measured.");
            report.Table(["series", "last", "least", "greatest", "measured"], names.Select(name =>
            {
                var known = history[name].Select(static value => value.Value).Where(static value => !double.IsNaN(value));
                double[] values = [.. known.DefaultIfEmpty(double.NaN)];
                return new object?[] { name, history.Last(name), values.Min(), values.Max(), history[name].Count };
            }));
            foreach (string measure in names.Select(Measure).Distinct())
                report.Add(history.Chart(measure));
            return report;
        }

        /// <summary>Writes a report of everything measured: one HTML file that opens without a network.</summary>
        /// <param name="path">The file; it is written whole or not at all, and a folder that is not there is made.</param>
        /// <param name="title">What stands above it.</param>
        public void WriteReport(string path, string title = "Training") => history.ToReport(title).Save(path);

        /// <summary>Notes the Euclidean norm of every parameter of a model as <c>name/weight norm</c>, and of its gradient, where it has one, as
        /// <c>name/gradient norm</c>.</summary>
        /// <param name="model">The model, after the backward pass.</param>
        /// <param name="step">After how many steps of the optimizer.</param>
        /// <param name="epoch">In which epoch, from 1.</param>
        public void AddNorms(Module model, long step, int epoch)
        {
            ArgumentNullException.ThrowIfNull(model);
            using var unrecorded = Autodiff.NoGrad();
            foreach (var (name, parameter) in model.NamedParameters())
            {
                history.Add($"{name}/weight norm", Norm(parameter), step, epoch);
                if (parameter.Grad is { } gradient)
                    history.Add($"{name}/gradient norm", Norm(gradient), step, epoch);
            }
        }
    }

    private static double Norm(Tensor tensor) => Math.Sqrt(tensor.Detach().To(DType.Float64).Square().Sum().Item<double>());

    private static string Measure(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string Prefix(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : name;
}
