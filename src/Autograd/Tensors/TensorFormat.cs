using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>Tensors as text: aligned values, nested brackets, the middle left out where there are many, then dtype and shape.</summary>
internal static class TensorFormat
{
    private const int Threshold = 1000, Edge = 3, Digits = 4, LineLength = 100;

    public static string Full(Tensor tensor)
    {
        string origin = !tensor.RequiresGrad ? "" : tensor.IsLeaf ? ", requires grad" : $", from {tensor.Node!.Op!.Name}";
        string suffix = $"{tensor.DType} {tensor.Shape}{origin}";
        if (tensor.Storage is BatchedStorage { Batch: var batch })
            return $"one of {batch.Size} samples in VMap  ({suffix})";
        if (tensor.Rank == 0)
            return $"{Cells(tensor)(Values(tensor)[0]).TrimStart()}  ({suffix})";
        if (tensor.ElementCount == 0)
            return $"[]  ({suffix})";
        bool summarise = tensor.ElementCount > Threshold;
        var shown = tensor.Detach();
        if (summarise)
            for (int axis = 0; axis < tensor.Rank; axis++)
                shown = Ends(shown, axis);
        var values = Values(shown);
        var cell = Cells(shown);
        var text = new StringBuilder();
        Write(text, values, shown.Shape, tensor.Shape, cell, summarise, 0, 0);
        return text.Append("  (").Append(suffix).Append(')').ToString();
    }

    /// <summary>All values on one line.</summary>
    public static string Inline(Tensor tensor) => $"[{string.Join(", ", Values(tensor.Detach()).Select(v => Cells(tensor)(v).Trim()))}]";

    private static Tensor Ends(Tensor x, int axis) => x.Shape[axis] <= 2 * Edge
        ? x
        : Tensor.Cat([x.Slice(axis, ..Edge), x.Slice(axis, ^Edge..)], axis);

    private static object[] Values(Tensor x) => x.DType switch
    {
        DType.Float32 => [.. x.ToArray<float>().Select(static v => (object)v)],
        DType.Float64 => [.. x.ToArray<double>().Select(static v => (object)v)],
        DType.Int64 => [.. x.ToArray<long>().Select(static v => (object)v)],
        DType.Int32 => [.. x.ToArray<int>().Select(static v => (object)v)],
        DType.Bool => [.. x.ToArray<bool>().Select(static v => (object)v)],
        _ => [.. x.ToArray<byte>().Select(static v => (object)v)],
    };

    /// <summary>One way to write every value, so that columns line up: whole numbers, a fixed number of decimals, or exponents.</summary>
    private static Func<object, string> Cells(Tensor x)
    {
        var values = Values(x.Detach());
        Func<object, string> plain = static v => v is bool b ? b ? "true" : "false" : Convert.ToString(v, CultureInfo.InvariantCulture)!;
        if (x.DType.IsFloatingPoint)
        {
            var finite = values.Select(Convert.ToDouble).Where(double.IsFinite).Select(Math.Abs).ToArray();
            double most = finite.DefaultIfEmpty(0).Max(), least = finite.Where(static v => v > 0).DefaultIfEmpty(1).Min();
            bool whole = finite.All(static v => v == Math.Floor(v));
            bool wide = most >= 1e8 || least < 1e-4 || most / least > 1e6;
            string format = whole && most < 1e8 ? "0." : "0." + new string('0', Digits) + (wide ? "e+00" : "");
            plain = v =>
            {
                double number = Convert.ToDouble(v);
                if (!double.IsFinite(number))
                    return double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
                string written = number.ToString(format, CultureInfo.InvariantCulture);
                return whole && most < 1e8 ? written + "." : written;
            };
        }
        int width = values.Length == 0 ? 0 : values.Max(v => plain(v).Length);
        return v => plain(v).PadLeft(width);
    }

    private static int Write(
        StringBuilder text, object[] values, Shape shown, Shape shape, Func<object, string> cell, bool summarise, int axis, int at)
    {
        bool cut = summarise && shape[axis] > 2 * Edge;
        text.Append('[');
        int lineStart = text.Length;
        for (int i = 0; i < shown[axis]; i++)
        {
            if (axis == shown.Rank - 1)
            {
                if (i > 0)
                    text.Append(", ");
                if (cut && i == Edge)
                    text.Append("..., ");
                if (text.Length - lineStart > LineLength)
                {
                    text.Length--;
                    text.Append('\n').Append(' ', axis + 1);
                    lineStart = text.Length;
                }
                text.Append(cell(values[at++]));
                continue;
            }
            if (i > 0)
                text.Append(',').Append('\n', shown.Rank - 1 - axis).Append(' ', axis + 1);
            if (cut && i == Edge)
                text.Append("...,").Append('\n', shown.Rank - 1 - axis).Append(' ', axis + 1);
            at = Write(text, values, shown, shape, cell, summarise, axis + 1, at);
        }
        text.Append(']');
        return at;
    }
}

public partial class Tensor
{
    /// <summary>The values in aligned columns with dtype and shape; of more than 1,000 only the first and last three along each axis.</summary>
    public override string ToString() => TensorFormat.Full(this);
}
