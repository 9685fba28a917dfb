namespace AutoGrad;

/// <summary>What convolutions check before they begin.</summary>
internal static class ConvolutionArguments
{
    private static readonly string[] letters = ["L", "H, W", "D, H, W"];

    /// <summary>The spatial sizes of [N, C, …].</summary>
    public static Shape Spatial(Shape shape) => new(shape.AsSpan()[2..]);

    /// <summary>Checks that images, filters and window fit.</summary>
    public static void Check(string operation, Tensor x, Tensor w, Window window, int groups, string xName = "x", string wName = "weight")
    {
        int axes = x.Rank - 2;
        if (axes is < 1 or > 3 || w.Rank != x.Rank)
            throw new ShapeException($"{operation}: {xName} is {x.Shape} and {wName} is {w.Shape}; they must be [N, C, …] and [O, C/groups, …] " +
                "with one to three spatial axes.");
        RequireFloats(operation, x, xName);
        RequireFloats(operation, w, wName);
        window.Require(operation, axes);
        RequireGroups(operation, groups, x.Shape[1], $"the {x.Shape[1]} channels of {xName}, which is {x.Shape}");
        RequireGroups(operation, groups, w.Shape[0], $"the {w.Shape[0]} filters of {wName}, which is {w.Shape}");
        if (w.Shape[1] * groups != x.Shape[1])
            throw new ShapeException($"{operation}: {xName} is {x.Shape}, of {x.Shape[1]} channels, and {wName} is {w.Shape}, whose filters " +
                $"take {w.Shape[1]}" +
                (groups == 1 ? "" : $" in each of {groups} groups, {w.Shape[1] * groups} together") + "; these numbers must be equal." +
                (x.Shape[^1] == w.Shape[1] * groups ? $" Are the channels the last axis of {xName}? Move them with .MoveAxis(-1, 1)." : ""));
        for (int i = 0; i < axes; i++)
        {
            int size = x.Shape[i + 2], kernel = w.Shape[i + 2], padded = size + window.Before[i] + window.After[i];
            if (kernel == 0)
                throw new ShapeException($"{operation}: {wName} is {w.Shape}; its kernels are empty.");
            if (window.Extent(i, kernel) > padded)
                throw new ShapeException($"{operation}: the kernel does not fit into the image: along spatial axis {i} it covers " +
                    $"{window.Extent(i, kernel)} elements and {xName}, which is {x.Shape}, has {size}" +
                    (padded == size ? "" : $", {padded} with padding") +
                    "; use a smaller kernel or more padding.");
        }
    }

    /// <summary>Checks that images and filters of a transposed convolution fit.</summary>
    /// <returns>The spatial sizes of its result.</returns>
    public static Shape TransposedSizes(
        string operation, Tensor x, Tensor w, Window window, int groups, Shape rest, string xName, string wName)
    {
        RequireFloats(operation, x, xName);
        RequireFloats(operation, w, wName);
        RequireGroups(operation, groups, x.Shape[1], $"the {x.Shape[1]} channels of {xName}, which is {x.Shape}");
        if (w.Shape[0] != x.Shape[1])
            throw new ShapeException($"{operation}: {xName} is {x.Shape}, of {x.Shape[1]} channels, and {wName} is {w.Shape}, with filters for " +
                $"{w.Shape[0]}; these numbers must be equal. Filters of a transposed convolution are [C, O/groups, …].");
        var sizes = new int[window.Axes];
        for (int i = 0; i < sizes.Length; i++)
        {
            int kernel = w.Shape[i + 2];
            if (kernel == 0 || x.Shape[i + 2] == 0)
                throw new ShapeException($"{operation}: {xName} is {x.Shape} and {wName} is {w.Shape}; along spatial axis {i} there is nothing.");
            if (rest[i] >= window.Stride[i] && rest[i] >= window.Dilation[i])
                throw new ShapeException($"{operation}: the output padding {rest[i]} along spatial axis {i} must be less than the stride, " +
                    $"{window.Stride[i]}, or the dilation, {window.Dilation[i]}.");
            sizes[i] = window.Covered(i, x.Shape[i + 2], kernel, rest[i]);
            if (sizes[i] < 1)
                throw new ShapeException($"{operation}: {xName} is {x.Shape} and {wName} is {w.Shape}; along spatial axis {i} the result would " +
                    $"have {sizes[i]} elements. Use less padding.");
        }
        return sizes;
    }

    /// <summary>Checks a bias.</summary>
    public static void CheckBias(string operation, Tensor? bias, int channels, string name)
    {
        if (bias is null)
            return;
        RequireFloats(operation, bias, name);
        if (bias.Rank != 1 || bias.Shape[0] != channels)
            throw new ShapeException($"{operation}: {name} is {bias.Shape}; it must be [{channels}], a number for each channel of the result.");
    }

    /// <summary>Brings x [C, …] or [N, C, …] to the latter.</summary>
    public static Tensor Batched(string operation, Tensor x, int axes, string name) =>
        x.Rank == axes + 2 ? x
        : x.Rank == axes + 1 ? x.Unsqueeze(0)
        : throw new ShapeException($"{operation}: {name} is {x.Shape}; it must be [N, C, {letters[axes - 1]}], or [C, {letters[axes - 1]}] without " +
            "a batch.");

    /// <summary>Checks that filters have as many spatial axes as the operation.</summary>
    public static void RequireFilters(string operation, Tensor w, int axes, string name, string form = "O, C/groups")
    {
        if (w.Rank != axes + 2)
            throw new ShapeException($"{operation}: {name} is {w.Shape}; it must be [{form}, k{letters[axes - 1].Replace(", ", ", k")}].");
    }

    /// <summary>Checks that a number of channels falls into groups.</summary>
    public static void RequireGroups(string operation, int groups, int channels, string what)
    {
        if (groups < 1)
            throw new ShapeException($"{operation}: there are {groups} groups; there must be at least 1.");
        if (channels % groups != 0)
            throw new ShapeException($"{operation}: {groups} groups do not divide {what}.");
    }

    private static void RequireFloats(string operation, Tensor x, string name)
    {
        if (!x.DType.IsFloatingPoint)
            throw new DTypeException($"{operation}: {name} is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
    }
}
