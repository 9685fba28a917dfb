using System.Globalization;

namespace AutoGrad.Nn;

/// <summary>Checks of what a loss is given, with errors in the caller's own words.</summary>
internal readonly partial struct LossArguments(string loss, string? firstExpression, string? targetExpression)
{
    private string First => CallerName.Or(firstExpression, "the prediction");

    private string Target => CallerName.Or(targetExpression, "the target");

    /// <summary>Two floating-point tensors of the same shape and dtype, not empty.</summary>
    public void RequireAlike(Tensor first, Tensor target, string hint = "")
    {
        RequireFloat(first);
        ArgumentNullException.ThrowIfNull(target);
        if (target.IsNumber ? !target.DType.IsFloatingPoint && target.DType != DType.Int64 : target.DType != first.DType)
            throw new DTypeException($"{loss}: {First} is {first.DType} and {Target} is {target.DType}; they must be equal. Convert with " +
                $"{Target}.To(DType.{first.DType}).");
        if (first.Shape != target.Shape)
            throw new ShapeException(
                $"{loss}: {First} is {first.Shape} and {Target} is {target.Shape}; they must be equal, for losses do not broadcast." +
                (first.ElementCount == target.ElementCount ? $" Did you mean {Target}.Reshape({First}.Shape)?" : "") + hint);
        RequireNotEmpty(first);
    }

    public void RequireFloat(Tensor first)
    {
        ArgumentNullException.ThrowIfNull(first);
        if (!first.DType.IsFloatingPoint)
            throw new DTypeException($"{loss}: {First} is {first.DType}; it must be floating-point. Convert with {First}.To(DType.Float32).");
    }

    public void RequireProbabilities(Tensor p)
    {
        if (p.IsBatched)
        {
            new Inspection(RequireProbabilities).Apply(p);
            return;
        }
        bool fine = p.DType == DType.Float32
            ? AllInside<float>(p, out int at)
            : AllInside<double>(p, out at);
        if (!fine)
            throw new ArgumentOutOfRangeException(
                null,
                $"{loss}: {First} holds {p.Detach().Reshape(p.ElementCount)[at].Item().ToString(CultureInfo.InvariantCulture)}, " +
                "which is no probability; they lie in [0, 1]. For logits use BinaryCrossEntropyWithLogits.");
    }

    /// <summary>Variances, 0 or more, of x's shape, or one for all along its last axis.</summary>
    public void RequireVariance(Tensor x, Tensor variance)
    {
        ArgumentNullException.ThrowIfNull(variance);
        if (variance.DType != x.DType)
            throw new DTypeException($"{loss}: {First} is {x.DType} and {Target} is {variance.DType}; they must be equal. Convert with " +
                $"{Target}.To(DType.{x.DType}).");
        if (variance.Shape != x.Shape && (x.Rank == 0 || !IsOneForEachRow(variance.Shape, x.Shape)))
            throw new ShapeException(
                $"{loss}: {First} is {x.Shape} and {Target} is {variance.Shape}; it must have that shape, or one variance for all " +
                "along the last axis.");
        Inspection.Of(variance, RequireNonNegative);
    }

    private static bool IsOneForEachRow(Shape variance, Shape x) => variance == x.With(-1, 1) || variance == x.AsSpan()[..^1].ToArray();

    private void RequireNonNegative(Tensor variance)
    {
        var values = variance.Detach().To(DType.Float64).Contiguous().AsReadOnlySpan<double>();
        for (int i = 0; i < values.Length; i++)
            if (values[i] < 0)
                throw new ArgumentOutOfRangeException(
                    null,
                    $"{loss}: {Target} holds {values[i].ToString(CultureInfo.InvariantCulture)} at {(Shape)variance.Shape.Position(i)}; a variance " +
                    "is 0 or more. Of logarithms make them by Exp().");
    }

    public void RequireBroadcast(Tensor? weight, string name, Tensor to)
    {
        if (weight is not null && !weight.Shape.BroadcastsTo(to.Shape))
            throw new ShapeException($"{loss}: {name} is {weight.Shape} and does not broadcast to {First}, {to.Shape}.");
    }

    public void RequireClassWeights(Tensor? weight, Tensor x)
    {
        if (weight is null)
            return;
        int classes = Classes(x);
        if (weight.Rank != 1 || weight.Shape[0] != classes)
            throw new ShapeException($"{loss}: weight is {weight.Shape}; it must be [{classes}], one factor for each class of {First}, {x.Shape}.");
        if (weight.DType != x.DType)
            throw new DTypeException($"{loss}: {First} is {x.DType} and weight is {weight.DType}; they must be equal. Convert with " +
                $"weight.To(DType.{x.DType}).");
    }

    /// <summary>Targets 1 and −1, floating-point of x's dtype or whole numbers, in x's dtype.</summary>
    public Tensor Signs(Tensor x, Tensor target, Shape shape)
    {
        RequireFloat(x);
        ArgumentNullException.ThrowIfNull(target);
        if (target.DType.IsFloatingPoint ? target.DType != x.DType : target.DType is not (DType.Int64 or DType.Int32))
            throw new DTypeException($"{loss}: {First} is {x.DType} and {Target} is {target.DType}; targets are 1 and -1, of the same dtype or " +
                $"whole numbers. Convert with {Target}.To(DType.{x.DType}).");
        if (target.Shape != shape)
            throw new ShapeException(
                $"{loss}: {First} is {x.Shape} and {Target} is {target.Shape}; it must be {shape}, for losses do not broadcast." +
                (shape.ElementCount == target.ElementCount ? $" Did you mean {Target}.Reshape({string.Join(", ", shape)})?" : ""));
        RequireNotEmpty(x);
        var signs = target.To(x.DType);
        Inspection.Of(signs, RequireSigns);
        return signs;
    }

    /// <summary>The labels, checked against x [C], [N, C] or [N, C, …].</summary>
    public Labels Labels(Tensor x, Tensor target, int? ignoreIndex = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.DType is not (DType.Int64 or DType.Int32 or DType.Byte))
            throw new DTypeException($"{loss}: {Target} is {target.DType}; labels are whole numbers. Convert with {Target}.To(DType.Int64).");
        if (x.Rank == 0)
            throw new ShapeException($"{loss}: {First} is a scalar; it must be [C], [N, C] or [N, C, …], C being the number of classes.");
        Shape expected = x.Rank == 1 ? [] : [x.Shape[0], .. x.Shape.AsSpan()[2..]];
        if (target.Shape != expected)
            throw new ShapeException(
                $"{loss}: {First} is {x.Shape} and {Target} is {target.Shape}; with {Classes(x)} classes the labels must be {expected}." +
                (target.ElementCount == expected.ElementCount ? $" Did you mean {Target}.Reshape({string.Join(", ", expected)})?"
                : target.Shape == x.Shape ? $" Did you mean {Target}.ArgMax({(x.Rank == 1 ? 0 : 1)}), or as probabilities " +
                    $"{Target}.To(DType.{x.DType})?"
                : ""));
        RequireNotEmpty(x);
        var labels = target.To(DType.Int64).Contiguous();
        if (labels.IsBatched)
        {
            // Whether all labels count differs over the batch; so it is as if some did not.
            var (arguments, classes) = (this, Classes(x));
            new Inspection(all => arguments.RequireClasses(all, x.Shape, classes, ignoreIndex)).Apply(labels);
        }
        else if (RequireClasses(labels, x.Shape, Classes(x), ignoreIndex))
            return new(labels, null);
        if (ignoreIndex is not { } ignored)
            return new(labels, null);
        var counts = labels.NotEqualTo(ignored);
        return new(Tensor.Where(counts, labels, 0), counts);
    }

    /// <summary>Checks labels, and tells whether all of them count.</summary>
    private bool RequireClasses(Tensor labels, Shape x, int classes, int? ignoreIndex)
    {
        bool all = true;
        var values = labels.Contiguous().AsReadOnlySpan<long>();
        for (int i = 0; i < values.Length; i++)
            if (values[i] == ignoreIndex)
                all = false;
            else if (values[i] < 0 || values[i] >= classes)
                throw new IndexException(
                    $"{loss}: {Target} holds the label {values[i]} at {(Shape)labels.Shape.Position(i)}, and {First}, {x}, has {classes} " +
                    $"classes, numbered from 0 to {classes - 1}." +
                    (ignoreIndex is null ? "" : " Labels to be left out are named by ignoreIndex."));
        return all;
    }

    private void RequireSigns(Tensor signs)
    {
        var values = signs.Detach().To(DType.Float64).Contiguous().AsReadOnlySpan<double>();
        for (int i = 0; i < values.Length; i++)
            if (Math.Abs(values[i]) != 1)
                throw new ArgumentOutOfRangeException(
                    null,
                    $"{loss}: {Target} holds {values[i].ToString(CultureInfo.InvariantCulture)} at {(Shape)signs.Shape.Position(i)}; it must hold " +
                    $"1 and -1. Of 1 and 0 make them by 2 * {Target} - 1.");
    }

    private static int Classes(Tensor x) => x.Rank == 1 ? x.Shape[0] : x.Shape[1];

    public void RequireNotEmpty(Tensor x)
    {
        if (x.ElementCount == 0)
            throw new ShapeException($"{loss}: {First} is {x.Shape}, an empty batch, which has no loss. Skip it.");
    }

    private static bool AllInside<T>(Tensor p, out int at) where T : unmanaged, System.Numerics.INumber<T>
    {
        var values = p.Detach().Contiguous().AsReadOnlySpan<T>();
        for (at = 0; at < values.Length; at++)
            if (!(values[at] >= T.Zero && values[at] <= T.One)) // NaN is no probability either.
                return false;
        return true;
    }
}
