using System.Globalization;
using System.Xml.Linq;
using AutoGrad.Training.Reports;

namespace AutoGrad.Tests;

/// <summary>Reads pictures back.</summary>
internal static class SvgReading
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    /// <summary>The picture as XML.</summary>
    public static XElement Parsed(this Figure figure) => XDocument.Parse(figure.ToSvg()).Root!;

    public static IEnumerable<XElement> All(this XElement picture, string name) => picture.Descendants(svg + name);

    public static string[] Texts(this XElement picture) => [.. picture.All("text").Select(static text => text.Value)];

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>Where the axes of the first chart begin and end on the page.</summary>
    public static (double Left, double Right, double Top, double Bottom) Area(this XElement picture)
    {
        var box = picture.All("rect").First(static rect => (string?)rect.Attribute("class") == "plot");
        return (box.Number("x"), box.Number("x") + box.Number("width"), box.Number("y"), box.Number("y") + box.Number("height"));
    }

    /// <summary>The strokes of the lines drawn: the points of each, as often as the pen was put down.</summary>
    public static (double X, double Y)[][] Strokes(this XElement picture, string attribute = "stroke") =>
    [
        .. picture.All("path")
            .Where(path => path.Attribute(attribute) is not null && path.Parent!.Name == svg + "svg" && path.Parent.Attribute("overflow") is not null)
            .SelectMany(static path => path.Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries))
            .Select(static stroke => stroke.TrimEnd('z').Split('L').Select(static place => place.Split(' ')
                .Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).Select(static pair => (pair[0], pair[1]))
                    .ToArray()),
    ];
}
