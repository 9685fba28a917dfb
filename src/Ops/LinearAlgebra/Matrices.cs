namespace AutoGrad;

/// <summary>Computes one matrix of a batch, in place or from one to the other, and tells where it failed; 0 for nowhere.</summary>
internal delegate int MatrixFunction<T>(Span<T> x, Span<T> y);

/// <summary>Tensors as batches of matrices, which stand in the last two axes.</summary>
internal static class Matrices
{
    /// <summary>The multiplications that are worth a chunk of their own.</summary>
    private const long WorkOfChunk = 1 << 15;

    /// <summary>The leading axes.</summary>
    public static int[] Batch(Shape shape, int trailing = 2) => shape.AsSpan()[..^trailing].ToArray();

    /// <summary>The shape with other last axes.</summary>
    public static Shape With(Shape shape, params ReadOnlySpan<int> last) => [.. Batch(shape), .. last];

    /// <summary>
    /// Runs a function on all matrices of contiguous tensors of one batch, spread over the threads, and throws where it failed for one, the first of
    /// them.
    /// </summary>
    /// <param name="x">The first tensor; of each matrix the function gets the elements.</param>
    /// <param name="y">The second tensor.</param>
    /// <param name="count">How many matrices there are.</param>
    /// <param name="work">How many multiplications a matrix takes.</param>
    /// <param name="failure">The error of a matrix, given how the batch calls it and what the function returned.</param>
    /// <param name="function">The function.</param>
    public static void ForEach<T>(
        Tensor x, Tensor y, int count, long work, Func<string, int, string> failure, MatrixFunction<T> function) where T : unmanaged
    {
        if (count == 0)
            return;
        int xSize = x.ElementCount / count, ySize = y.ElementCount / count;
        var failed = new int[count];
        Chunks.For(count, (int)Math.Max(1, WorkOfChunk / Math.Max(1, work)), (from, to) =>
        {
            Span<T> xs = x.AsSpan<T>(), ys = y.AsSpan<T>();
            for (int i = from; i < to; i++)
                failed[i] = function(xs.Slice(i * xSize, xSize), ys.Slice(i * ySize, ySize));
        });
        int first = Array.FindIndex(failed, static at => at != 0);
        if (first >= 0)
            throw new LinearAlgebraException(failure(NameOf(first, x.Shape, count), failed[first]));
    }

    private static string NameOf(int matrix, Shape shape, int count)
    {
        int axes = 0;
        for (int product = 1; axes < shape.Rank && product < count; axes++)
            product *= shape[axes];
        return axes == 0 ? "the matrix" : $"matrix [{string.Join(", ", new Shape(shape.AsSpan()[..axes]).Position(matrix))}] of the batch";
    }

    /// <summary>A copy whose elements lie in order, to be worked on in place.</summary>
    public static Tensor Copied(Tensor x) => Chunks.Ready(x.Clone());

    /// <summary>The symmetric part, (A + Aᵀ) / 2.</summary>
    public static Tensor Symmetric(Tensor a) => (a + a.T) / 2;

    /// <summary>The antisymmetric part twice over, A − Aᵀ.</summary>
    public static Tensor Skew(Tensor a) => a - a.T;

    /// <summary>The diagonals of the last two axes, equal in size, as the last axis of the result.</summary>
    public static Tensor Diagonal(Tensor x)
    {
        int n = x.Shape[^1];
        return x.Reshape([.. Batch(x.Shape), n * n]).Slice(-1, .., n + 1);
    }

    /// <summary>The unit matrix of so many rows.</summary>
    public static Tensor Eye(int n, DType dtype) => Tensor.Eye(n, dtype: dtype);

    /// <summary>A number or vector for each matrix, so that it meets the matrix' elements.</summary>
    public static Tensor Scalar(Tensor x) => x.Unsqueeze(-1).Unsqueeze(-1);

    /// <summary>
    /// 1 / (w[j] − w[i]), and 0 on the diagonal. Where <paramref name="read"/> is false, 0 too for values that are equal, so that gradients of the
    /// values alone are finite; else infinite there.
    /// </summary>
    public static Tensor Gaps(Tensor w, Tensor? read)
    {
        var gaps = w.Unsqueeze(-2) - w.Unsqueeze(-1);
        var skip = Tensor.Eye(w.Shape[^1], dtype: DType.Bool);
        if (read is not null)
            skip |= gaps.Detach().EqualTo(0) & !read;
        return Tensor.Where(skip, 0, 1 / Tensor.Where(skip, 1, gaps));
    }

    /// <summary>For each matrix, whether an element is anything but 0, as [..., 1, 1].</summary>
    public static Tensor IsAnything(Tensor x) => x.Detach().NotEqualTo(0).Any([-2, -1], keepDim: true);

    /// <summary>Checks that a tensor holds matrices of real numbers.</summary>
    public static void Require(Tensor a, string operation, string? name, string otherwise = "a")
    {
        RequireReal(a, operation, name, otherwise);
        if (a.Rank < 2)
            throw new ShapeException(
                $"{operation}: {CallerName.Or(name, otherwise)} is {a.Shape} and holds no matrices; two axes or more are needed. Unsqueeze a vector " +
                "first.");
    }

    /// <summary>Checks that a tensor holds square matrices of real numbers.</summary>
    public static void RequireSquare(Tensor a, string operation, string? name, string otherwise = "a")
    {
        Require(a, operation, name, otherwise);
        if (a.Shape[^1] != a.Shape[^2])
            throw new ShapeException(
                $"{operation}: {CallerName.Or(name, otherwise)} is {a.Shape}; its matrices must be square, and have {a.Shape[^2]} rows and " +
                $"{a.Shape[^1]} columns.{(operation is "Inverse" or "Solve" ? " Pinv and LstSq take any." : "")}");
    }

    /// <summary>Checks that a tensor holds floating-point numbers.</summary>
    public static void RequireReal(Tensor a, string operation, string? name, string otherwise = "a")
    {
        ArgumentNullException.ThrowIfNull(a, otherwise);
        if (!a.DType.IsFloatingPoint)
            throw new DTypeException(
                $"{operation}: {CallerName.Or(name, otherwise)} is {a.DType} and must be floating-point. Convert with .To(DType.Float32).");
    }
}
