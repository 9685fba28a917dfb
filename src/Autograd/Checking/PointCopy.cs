namespace AutoGrad;

/// <summary>Copies of tensors that keep their strides, and their elements as numbers.</summary>
internal static class PointCopy
{
    /// <summary>The same values in memory of their own, at the same strides.</summary>
    public static Tensor SameLayout(Tensor x)
    {
        var copy = Tensor.Empty([MemoryLength(x)], x.DType);
        switch (x.DType.Size)
        {
            case 1: x.Memory<byte>().CopyTo(copy.Memory<byte>()); break;
            case 4: x.Memory<int>().CopyTo(copy.Memory<int>()); break;
            default: x.Memory<long>().CopyTo(copy.Memory<long>()); break;
        }
        return copy.View(x.Shape, x.StrideArray, 0);
    }

    /// <summary>Whether several elements share a place in memory, as those of an expanded tensor do.</summary>
    public static bool Overlaps(Tensor x)
    {
        if (x.ElementCount == 0)
            return false;
        int reach = 0; // The furthest that the axes of smaller strides lead.
        foreach (int axis in Enumerable.Range(0, x.Rank).Where(i => x.Shape[i] > 1).OrderBy(i => x.StrideArray[i]))
        {
            if (x.StrideArray[axis] <= reach)
                return true;
            reach += (x.Shape[axis] - 1) * x.StrideArray[axis];
        }
        return false;
    }

    /// <summary>The elements in row-major order as bytes, to tell whether two tensors are equal bit for bit.</summary>
    public static byte[] Bits(Tensor x) => [.. x.Detach().Contiguous().Bytes()];

    /// <summary>The elements in row-major order as numbers.</summary>
    public static double[] Numbers(Tensor x) => x.DType == DType.Float64 ? x.ToArray<double>() : Cast.Convert(x, DType.Float64).ToArray<double>();

    /// <summary>Numbers of either sign, none near 0, in a tensor's shape and dtype.</summary>
    public static Tensor Draw(Tensor like, Generator generator)
    {
        var values = new double[like.ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = (generator.NextDouble() + 0.5) * (generator.NextDouble() < 0.5 ? -1 : 1);
        var drawn = Tensor.Adopt(values, like.Shape);
        return like.DType == DType.Float64 ? drawn : Cast.Convert(drawn, like.DType);
    }

    /// <summary>An element's index along each axis, given its place in row-major order.</summary>
    public static Shape Index(Shape shape, int element) => shape.Position(element);

    private static int MemoryLength(Tensor x) => x.DType.Size switch
    {
        1 => x.Memory<byte>().Length,
        4 => x.Memory<int>().Length,
        _ => x.Memory<long>().Length,
    };
}

/// <summary>One element of a floating-point tensor, to be read and written where it lies.</summary>
internal readonly struct ElementAccess
{
    private readonly Tensor tensor;
    private readonly int place;

    public ElementAccess(Tensor tensor, int element)
    {
        this.tensor = tensor;
        var index = PointCopy.Index(tensor.Shape, element);
        for (int axis = 0; axis < index.Rank; axis++)
            place += index[axis] * tensor.StrideArray[axis];
    }

    public double Value
    {
        get => tensor.DType == DType.Float32 ? tensor.Memory<float>()[place] : tensor.Memory<double>()[place];
        set
        {
            tensor.MarkWritten("GradCheck");
            if (tensor.DType == DType.Float32)
                tensor.Memory<float>()[place] = (float)value;
            else
                tensor.Memory<double>()[place] = value;
        }
    }
}
