using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Runs the kernels of elementwise operations over whole tensors: at once where the operands lie as the result does, else block by block.</summary>
internal static class ElementwiseRun
{
    /// <summary>Up to this many elements, a single value is repeated as often as need be rather than a block's worth.</summary>
    private const int Few = 128;

    /// <summary>Up to this many elements, a row that all rows meet, as a bias does, is repeated for them at once.</summary>
    private const int FewRows = 1024;

    /// <summary>y = f(x), x in any layout and dtype.</summary>
    public static void Of<T>(UnaryKernel<T> kernel, Tensor x, Tensor y) where T : unmanaged
    {
        if (Broadcasting.IsPlain(x, y))
            kernel(x.Span<T>(), y.Span<T>());
        else
            Blocks(kernel, x, y);
    }

    /// <summary>y = f(a, b), the operands in any layout and dtype, and broadcast.</summary>
    public static void Of<T>(BinaryKernel<T> kernel, Tensor a, Tensor b, Tensor y) where T : unmanaged
    {
        bool plainA = Broadcasting.IsPlain(a, y), plainB = Broadcasting.IsPlain(b, y);
        if (plainA && plainB)
            kernel(a.Span<T>(), b.Span<T>(), y.Span<T>());
        else if (y.ElementCount <= Few && plainA && b.ElementCount == 1)
            FewWithOne(kernel, a, b, y, oneFirst: false);
        else if (y.ElementCount <= Few && a.ElementCount == 1 && plainB)
            FewWithOne(kernel, b, a, y, oneFirst: true);
        else if (y.ElementCount <= FewRows && plainA && IsRow(b, y))
            FewWithRow(kernel, a, b, y);
        else
            Blocks(kernel, a, b, y);
    }

    [SkipLocalsInit]
    private static void FewWithOne<T>(BinaryKernel<T> kernel, Tensor many, Tensor one, Tensor y, bool oneFirst) where T : unmanaged
    {
        Span<T> x = many.Span<T>(), repeated = stackalloc T[Few];
        repeated = repeated[..x.Length];
        repeated.Fill(one.Item<T>());
        kernel(oneFirst ? repeated : x, oneFirst ? x : repeated, y.Span<T>());
    }

    /// <summary>Whether an operand is one row of the result, which meets every row.</summary>
    private static bool IsRow(Tensor operand, Tensor result) =>
        operand.Rank > 0 && operand.IsContiguous && operand.DType == result.DType && operand.ElementCount == result.Shape.Array[^1]
        && operand.Shape.Array[^1] == operand.ElementCount;

    [SkipLocalsInit]
    private static void FewWithRow<T>(BinaryKernel<T> kernel, Tensor many, Tensor row, Tensor y) where T : unmanaged
    {
        Span<T> x = many.Span<T>(), from = row.Span<T>(), repeated = stackalloc T[FewRows];
        repeated = repeated[..x.Length];
        for (int i = 0; i < repeated.Length; i += from.Length)
            from.CopyTo(repeated[i..]);
        kernel(x, repeated, y.Span<T>());
    }

    [SkipLocalsInit]
    private static void Blocks<T>(UnaryKernel<T> kernel, Tensor x, Tensor y) where T : unmanaged
    {
        var blocks = new OperandBlocks<T>(x, y, stackalloc T[OperandBlocks<T>.ScratchSize]);
        var result = y.Span<T>();
        while (blocks.Next(out var block, out var range))
            kernel(block, result[range]);
    }

    [SkipLocalsInit]
    private static void Blocks<T>(BinaryKernel<T> kernel, Tensor a, Tensor b, Tensor y) where T : unmanaged
    {
        if (y.ElementCount == 0)
            return;
        var blocks = new OperandBlocks<T>(a, b, y, stackalloc T[OperandBlocks<T>.ScratchSize]);
        var result = y.Span<T>();
        while (blocks.Next(out var first, out var second, out var range))
            kernel(first, second, result[range]);
    }
}
