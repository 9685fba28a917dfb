#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Days = 365;

var experiment = new Experiment(
    """
    The exponentially weighted average v = βv + (1 − β)θ of a year of temperatures: it looks back about 1 / (1 − β) days, so a large β is smooth and late, a
    small one quick and rough. It begins at 0 and is too small at first, unless it is divided by 1 − βᵗ.
    """);
return experiment.Run(args, run =>
{
    var days = Enumerable.Range(1, Days).ToArray();
    var noise = Tensor.Randn([Days], run.Generator, DType.Float64).ToArray<double>();
    var temperatures = days.Select(day => 50 - 16 * Math.Cos(2 * Math.PI * (day - 15) / Days) + 4 * noise[day - 1]).ToArray(); // Coldest in January.

    double[] Average(double beta, bool correct)
    {
        var average = new MovingAverage(beta, correct);
        return [.. temperatures.Select(average.Add)];
    }

    var year = new Chart("A year") { X = "day", Y = "°F" }.Line("temperature", days, temperatures, Rgb.Palette[9], width: 1, opacity: 0.5);
    foreach (double beta in (double[])[0.5, 0.9, 0.98])
    {
        var average = Average(beta, correct: true);
        year.Line($"β = {beta}", days, average);
        run.Figure($"days averaged with β {beta}", $"{1 / (1 - beta):0}", notes: beta switch { 0.9 => 10, 0.98 => 50, _ => 2 });
        run.Figure($"roughness with β {beta}", $"{average.Zip(average.Skip(1), static (a, b) => Math.Abs(b - a)).Average():0.00} °F a day");
    }

    int begin = 60;
    var (plain, corrected) = (Average(0.98, correct: false), Average(0.98, correct: true));
    var start = new Chart("Its beginning, β = 0.98") { X = "day", Y = "°F" }
        .Line("temperature", days[..begin], temperatures[..begin], Rgb.Palette[9], width: 1, opacity: 0.5)
        .Line("without correction", days[..begin], plain[..begin], dashed: true)
        .Line("divided by 1 − βᵗ", days[..begin], corrected[..begin]);
    run.Save(new Panels("Exponentially weighted averages") { year, start }.SaveSvg);

    // Written out, the second corrected value is (0.0196 θ₁ + 0.02 θ₂) / 0.0396.
    double second = (0.0196 * temperatures[0] + 0.02 * temperatures[1]) / 0.0396;
    run.Figure("first temperature", $"{temperatures[0]:0.00}");
    run.Figure("first average without correction", $"{plain[0]:0.00}");
    run.Figure("first average with correction", $"{corrected[0]:0.00}");
    run.Figure("second average with correction", $"{corrected[1]:0.00}");
    run.Figure("second average by hand", $"{second:0.00}");
    run.Figure("last day, difference of the two", $"{Math.Abs(corrected[^1] - plain[^1]):0.0000}");
});
