using AutoGrad.Training.Reports;

namespace AutoGrad.Tests;

public class ContourTests
{
    private static readonly double[] places = Numbers.Even(new(-2, 2), 81);

    [Fact]
    public void The_contours_of_a_bowl_are_circles()
    {
        var squares = new MarchingSquares(places, places, Table(static (x, y) => x * x + y * y));
        foreach (double level in new[] { 0.25, 1, 2.25 })
        {
            var circle = Assert.Single(squares.Lines(level));
            Assert.Equal(circle[0], circle[^1]);
            Assert.All(circle, p => Assert.Equal(Math.Sqrt(level), Math.Sqrt(p.X * p.X + p.Y * p.Y), 1e-3));
            double turned = circle.Zip(circle.Skip(1)).Sum(static pair => Angle(pair.First, pair.Second));
            Assert.Equal(2 * Math.PI, Math.Abs(turned), 1e-9);
        }
        Assert.Equal(4, squares.Lines(5).Count); // Beyond the edges only the corners are left.
        Assert.Empty(squares.Lines(-1));
        Assert.Empty(squares.Lines(9));
    }

    [Fact]
    public void Areas_are_those_of_geometry()
    {
        var squares = new MarchingSquares(places, places, Table(static (x, y) => -x * x - y * y));
        Assert.Equal(Math.PI, Area(squares.Areas(-1)), 5e-3);
        Assert.Equal(16, Area(squares.Areas(-100)), 1e-9);
        Assert.Equal(16 - Math.PI, Area(new MarchingSquares(places, places, Table(static (x, y) => x * x + y * y)).Areas(1)), 5e-3);
        Assert.Equal(8, Area(new MarchingSquares(places, places, Table(static (x, y) => x)).Areas(0)), 1e-9);
    }

    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(0, 1, 1, 0)]
    [InlineData(1, -0.5, -0.5, 1)]
    [InlineData(-0.5, 1, 1, -0.5)]
    [InlineData(1, -5, -5, 1)]
    public void Saddles_are_parted_without_crossing(double a, double b, double c, double d)
    {
        var lines = new MarchingSquares([0, 1], [0, 1], new[,] { { a, b }, { c, d } }).Lines(0.1);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, static line => Assert.Equal(2, line.Length));
        // Two lines each cut off a corner: their ends lie on neighbouring sides, and on no side twice.
        Assert.Equal(4, lines.SelectMany(static line => line).Distinct().Count());
        Assert.All(lines, static line => Assert.NotEqual(Math.Abs(line[0].X - line[1].X) == 1, Math.Abs(line[0].Y - line[1].Y) < 1));
    }

    [Fact]
    public void Where_the_function_has_no_value_nothing_is_drawn()
    {
        var squares = new MarchingSquares(places, places, Table(static (x, y) => x < 0 ? double.NaN : x * x + y * y));
        Assert.All(squares.Lines(1), static line => Assert.All(line, static p => Assert.True(p.X >= 0)));
        Assert.Equal(8, Area(squares.Areas(double.MinValue)), 1e-9);
    }

    [Fact]
    public void Levels_are_round_or_of_equal_ratio()
    {
        var values = Table(static (x, y) => x * x + y * y);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], ContourMark.Levels(new Chart(), values, 10, Scale.Linear));
        var ratios = ContourMark.Levels(new Chart(), values, 10, Scale.Log);
        Assert.All(ratios.Zip(ratios.Skip(1), static (a, b) => b / a), ratio => Assert.Equal(ratios[1] / ratios[0], ratio, 1e-9));
        Assert.Equal([3.0], ContourMark.Levels(new Chart(), new double[,] { { 3, 3 }, { 3, 3 } }, 10, Scale.Linear));
    }

    [Fact]
    public void In_the_picture_they_are_where_the_axes_say()
    {
        var picture = new Chart { EqualAxes = true }.Contour(places, places, Table(static (x, y) => x * x + y * y), [1.0], filled: false).Parsed();
        var (left, right, top, bottom) = picture.Area();
        Assert.Equal(right - left, bottom - top, 0.02);
        double unit = (right - left) / 4, x = (left + right) / 2, y = (top + bottom) / 2;
        Assert.All(Assert.Single(picture.Strokes()), p => Assert.Equal(unit, Math.Sqrt((p.X - x) * (p.X - x) + (p.Y - y) * (p.Y - y)), 0.1));
    }

    [Fact]
    public void Regions_cover_the_plane_once()
    {
        var picture = new Chart { XRange = (0, 1), YRange = (0, 1) }
            .Regions(static (x, y) => (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5) < 0.1 ? 1 : 0, (0, 1), (0, 1), ["out", "in"], points: 50)
                .Parsed();
        var (left, right, top, bottom) = picture.Area();
        var loops = picture.Strokes("fill-rule");
        Assert.Equal((right - left) * (bottom - top), loops.Sum(static loop => Math.Abs(Signed(loop))), 2.0);
    }

    private static double[,] Table(Func<double, double, double> function)
    {
        var table = new double[places.Length, places.Length];
        for (int i = 0; i < places.Length; i++)
            for (int j = 0; j < places.Length; j++)
                table[i, j] = function(places[j], places[i]);
        return table;
    }

    private static double Angle((double X, double Y) a, (double X, double Y) b) => Math.Atan2(a.X * b.Y - a.Y * b.X, a.X * b.X + a.Y * b.Y);

    private static double Area(List<(double X, double Y)[]> loops) => Math.Abs(loops.Sum(static loop => Signed(loop)));

    private static double Signed((double X, double Y)[] loop) =>
        loop.Zip([.. loop.Skip(1), loop[0]]).Sum(static pair => pair.First.X * pair.Second.Y - pair.First.Y * pair.Second.X) / 2;
}
