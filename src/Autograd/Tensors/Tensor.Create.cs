using System.Runtime.InteropServices;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>A scalar.</summary>
    public static Tensor Of<T>(T value) where T : unmanaged => new(Storage.Of(value), 0, [], [], true);

    /// <summary>A vector, its values copied: <c>Tensor.Of([1f, 2f, 3f])</c>.</summary>
    public static Tensor Of<T>(ReadOnlySpan<T> values) where T : unmanaged => Adopt(values.ToArray(), [values.Length]);

    /// <summary>A tensor of the given shape, its values copied in row-major order.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Of<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        RequireCount(values.Length, shape, nameof(Of));
        return Adopt(values.ToArray(), shape);
    }

    /// <summary>A matrix from its rows: <c>Tensor.Of([[1f, 2f], [3f, 4f]])</c>.</summary>
    /// <exception cref="ShapeException">The rows differ in length.</exception>
    public static Tensor Of<T>(ReadOnlySpan<T[]> rows) where T : unmanaged
    {
        int columns = rows.Length == 0 ? 0 : rows[0].Length;
        var values = new T[rows.Length * columns];
        for (int i = 0; i < rows.Length; i++)
        {
            RequireEven(rows[i].Length, columns, i);
            rows[i].CopyTo(values, i * columns);
        }
        return Adopt(values, [rows.Length, columns]);
    }

    /// <summary>A tensor of three axes from its matrices.</summary>
    /// <exception cref="ShapeException">The rows or matrices differ in length.</exception>
    public static Tensor Of<T>(ReadOnlySpan<T[][]> matrices) where T : unmanaged
    {
        int rows = matrices.Length == 0 ? 0 : matrices[0].Length;
        int columns = rows == 0 ? 0 : matrices[0][0].Length;
        var values = new T[matrices.Length * rows * columns];
        int at = 0;
        for (int i = 0; i < matrices.Length; i++)
        {
            RequireEven(matrices[i].Length, rows, i);
            foreach (var row in matrices[i])
            {
                RequireEven(row.Length, columns, i);
                row.CopyTo(values, at);
                at += columns;
            }
        }
        return Adopt(values, [matrices.Length, rows, columns]);
    }

    /// <summary>A matrix, its values copied.</summary>
    public static Tensor Of<T>(T[,] values) where T : unmanaged => OfArray<T>(values);

    /// <summary>A tensor of three axes, its values copied.</summary>
    public static Tensor Of<T>(T[,,] values) where T : unmanaged => OfArray<T>(values);

    /// <summary>A tensor of four axes, its values copied.</summary>
    public static Tensor Of<T>(T[,,,] values) where T : unmanaged => OfArray<T>(values);

    /// <summary>A tensor over memory that it shares: writing to one shows in the other.</summary>
    /// <param name="memory">An array, or other memory, in row-major order.</param>
    /// <param name="shape">The shape; a vector if left out.</param>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Wrap<T>(Memory<T> memory, Shape? shape = null) where T : unmanaged
    {
        var sizes = shape ?? [memory.Length];
        RequireCount(memory.Length, sizes, nameof(Wrap));
        return new(Storage.Share(memory), 0, sizes, sizes.ContiguousStrides(), true);
    }

    /// <summary>A tensor over an array that it shares: writing to one shows in the other.</summary>
    /// <exception cref="ShapeException">The shape holds another number of elements.</exception>
    public static Tensor Wrap<T>(T[] array, Shape? shape = null) where T : unmanaged => Wrap(array.AsMemory(), shape);

    /// <summary>A tensor over a <see cref="System.Numerics.Tensors.Tensor{T}"/>, whose memory it shares, strides included.</summary>
    public static Tensor Wrap<T>(System.Numerics.Tensors.Tensor<T> tensor) where T : unmanaged
    {
        var sizes = Array.ConvertAll(tensor.Lengths.ToArray(), static n => checked((int)n));
        var strides = Array.ConvertAll(tensor.Strides.ToArray(), static n => checked((int)n));
        var shape = new Shape(sizes.AsSpan());
        return new(Storage.Share(tensor, Extent(shape, strides)), 0, shape, strides, AreContiguous(shape, strides));
    }

    /// <summary>A tensor whose contents are undefined, to be filled through <see cref="AsSpan{T}"/>.</summary>
    public static Tensor Empty(Shape shape, DType dtype = DType.Float32) =>
        new(Storage.Allocate(dtype, shape.ElementCount), 0, shape, shape.ContiguousStrides(), true);

    /// <summary>A tensor of a tensor's shape, and its dtype unless another is given, whose contents are undefined.</summary>
    public static Tensor EmptyLike(Tensor tensor, DType? dtype = null) => tensor.IsContiguous
        ? new(Storage.Allocate(dtype ?? tensor.DType, tensor.ElementCount), 0, tensor.shape, tensor.strides, true)
        : Empty(tensor.shape, dtype ?? tensor.DType);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(Shape shape, DType dtype = DType.Float32) =>
        new(Storage.Allocate(dtype, shape.ElementCount, zeroed: true), 0, shape, shape.ContiguousStrides(), true);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(Shape shape, DType dtype = DType.Float32) => Full(shape, 1, dtype);

    /// <summary>A tensor filled with one value.</summary>
    public static Tensor Full(Shape shape, double value, DType dtype = DType.Float32)
    {
        var result = Empty(shape, dtype);
        result.FillCore(value);
        return result;
    }

    /// <summary>Zeros of a tensor's shape, and its dtype unless another is given.</summary>
    public static Tensor ZerosLike(Tensor tensor, DType? dtype = null) => Zeros(tensor.shape, dtype ?? tensor.DType);

    /// <summary>Ones of a tensor's shape, and its dtype unless another is given.</summary>
    public static Tensor OnesLike(Tensor tensor, DType? dtype = null) => Ones(tensor.shape, dtype ?? tensor.DType);

    /// <summary>One value in a tensor's shape, and its dtype unless another is given.</summary>
    public static Tensor FullLike(Tensor tensor, double value, DType? dtype = null) => Full(tensor.shape, value, dtype ?? tensor.DType);

    /// <summary>The whole numbers from 0 to <paramref name="end"/> − 1, Int64.</summary>
    public static Tensor Arange(long end) => Arange(0, end);

    /// <summary>The whole numbers from <paramref name="start"/> in steps of <paramref name="step"/> while they stay short of <paramref name="end"/>,
    /// Int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0.</exception>
    /// <exception cref="ShapeException">There are more numbers than a tensor can hold.</exception>
    public static Tensor Arange(long start, long end, long step = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(step);
        var count = Int128.Max(0, ((Int128)end - start + step - Math.Sign(step)) / step);
        var values = new long[Count(count <= int.MaxValue ? (double)count : double.PositiveInfinity, nameof(Arange))];
        for (int i = 0; i < values.Length; i++)
            values[i] = start + i * step;
        return Adopt(values, [values.Length]);
    }

    /// <summary>Numbers from <paramref name="start"/> in steps of <paramref name="step"/> while they stay short of <paramref name="end"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is 0 or not a number.</exception>
    /// <exception cref="ShapeException">There are more numbers than a tensor can hold, or a bound is not a number.</exception>
    public static Tensor Arange(double start, double end, double step = 1, DType dtype = DType.Float32)
    {
        if (step == 0 || double.IsNaN(step))
            throw new ArgumentOutOfRangeException(nameof(step), step, "Arange: the step must not be 0.");
        int count = Count(Math.Max(0, Math.Ceiling((end - start) / step)), nameof(Arange));
        var values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = start + i * step;
        return Adopt(values, [count]).To(dtype);
    }

    /// <summary><paramref name="count"/> numbers evenly spaced from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    public static Tensor Linspace(double start, double end, int count, DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var values = new double[count];
        double step = count > 1 ? (end - start) / (count - 1) : 0;
        // From both ends, so that the last value is exactly the end and the whole is symmetric.
        for (int i = 0; i < count; i++)
            values[i] = i < (count + 1) / 2 ? start + i * step : end - (count - 1 - i) * step;
        return Adopt(values, [count]).To(dtype);
    }

    /// <summary><paramref name="count"/> powers of a base whose exponents are evenly spaced from <paramref name="start"/> to
    /// <paramref name="end"/>, both included.</summary>
    public static Tensor Logspace(double start, double end, int count, double @base = 10, DType dtype = DType.Float32)
    {
        var result = Linspace(start, end, count, DType.Float64);
        foreach (ref double value in result.Span<double>())
            value = Math.Pow(@base, value);
        return result.To(dtype);
    }

    /// <summary>The identity matrix, or a matrix with ones on its main diagonal where <paramref name="columns"/> is given.</summary>
    public static Tensor Eye(int rows, int? columns = null, DType dtype = DType.Float32)
    {
        int width = columns ?? rows;
        var result = Zeros([rows, width], dtype);
        result.View([Math.Min(rows, width)], [width + 1], 0).FillCore(1);
        return result;
    }

    /// <summary>Numbers from [0, 1), each equally likely.</summary>
    public static Tensor Rand(Shape shape, Generator? generator = null, DType dtype = DType.Float32)
    {
        var result = EmptyFloat(shape, dtype, nameof(Rand));
        if (dtype == DType.Float32)
            (generator ?? Generator.Default).FillUniform(result.Span<float>());
        else
            (generator ?? Generator.Default).FillUniform(result.Span<double>());
        return result;
    }

    /// <summary>Numbers from [0, 1) in a tensor's shape, and its dtype unless another is given.</summary>
    public static Tensor RandLike(Tensor tensor, Generator? generator = null, DType? dtype = null) =>
        Rand(tensor.shape, generator, dtype ?? tensor.DType);

    /// <summary>Draws from the standard normal distribution.</summary>
    public static Tensor Randn(Shape shape, Generator? generator = null, DType dtype = DType.Float32)
    {
        var result = EmptyFloat(shape, dtype, nameof(Randn));
        if (dtype == DType.Float32)
            (generator ?? Generator.Default).FillNormal(result.Span<float>());
        else
            (generator ?? Generator.Default).FillNormal(result.Span<double>());
        return result;
    }

    /// <summary>Draws from the standard normal distribution in a tensor's shape, and its dtype unless another is given.</summary>
    public static Tensor RandnLike(Tensor tensor, Generator? generator = null, DType? dtype = null) =>
        Randn(tensor.shape, generator, dtype ?? tensor.DType);

    /// <summary>Whole numbers from [<paramref name="low"/>, <paramref name="high"/>), each equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public static Tensor RandInt(long low, long high, Shape shape, Generator? generator = null, DType dtype = DType.Int64)
    {
        if (high <= low)
            throw new ArgumentOutOfRangeException(nameof(high), high, $"RandInt: the range from {low} up to and without {high} is empty.");
        generator ??= Generator.Default;
        ulong span = unchecked((ulong)high - (ulong)low); // Up to 2⁶⁴ − 1, more than a long counts.
        var values = new long[shape.ElementCount];
        for (int i = 0; i < values.Length; i++)
            values[i] = unchecked(low + (long)Math.BigMul(generator.NextBits(), span, out _));
        return Adopt(values, shape).To(dtype);
    }

    /// <summary>Whole numbers from [<paramref name="low"/>, <paramref name="high"/>) in a tensor's shape, and its dtype unless another is
    /// given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public static Tensor RandIntLike(Tensor tensor, long low, long high, Generator? generator = null, DType? dtype = null) =>
        RandInt(low, high, tensor.shape, generator, dtype ?? tensor.DType);

    /// <summary>The numbers from 0 to <paramref name="count"/> − 1 in random order, Int64.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static Tensor RandPerm(int count, Generator? generator = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var result = Arange(count);
        (generator ?? Generator.Default).Shuffle(result.Span<long>());
        return result;
    }

    /// <summary>A tensor over an array made for it.</summary>
    internal static Tensor Adopt<T>(T[] array, Shape shape) where T : unmanaged =>
        new(Storage.Adopt(array), 0, shape, shape.ContiguousStrides(), true);

    private static Tensor OfArray<T>(Array values) where T : unmanaged
    {
        var sizes = new int[values.Rank];
        for (int i = 0; i < sizes.Length; i++)
            sizes[i] = values.GetLength(i);
        var flat = new T[values.Length];
        ref T first = ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(values));
        MemoryMarshal.CreateReadOnlySpan(ref first, flat.Length).CopyTo(flat);
        return Adopt(flat, sizes);
    }

    private static int Count(double count, string operation) => count <= Array.MaxLength
        ? (int)count
        : throw new ShapeException($"{operation}: from start to end there are more numbers than a tensor can hold. " +
            "Use a greater step or closer bounds.");

    private static Tensor EmptyFloat(Shape shape, DType dtype, string operation) => dtype.IsFloatingPoint
        ? Empty(shape, dtype)
        : throw new DTypeException($"{operation}: {dtype} cannot hold these numbers; use Float32 or Float64, or RandInt for whole numbers.");

    private static void RequireCount(int count, Shape shape, string operation)
    {
        if (count != shape.ElementCount)
            throw new ShapeException($"{operation}: {count} values do not fill shape {shape}, which holds {shape.ElementCount}.");
    }

    private static void RequireEven(int length, int expected, int at)
    {
        if (length != expected)
            throw new ShapeException($"Of: row {at} has {length} values where the first has {expected}; all must have the same.");
    }
}
