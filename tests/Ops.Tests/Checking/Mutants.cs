using System.Numerics.Tensors;

namespace AutoGrad.Tests;

/// <summary>Operations with a mistake each, of the kinds that are made.</summary>
internal static class Mutants
{
    /// <summary>d(x³) = −3x².</summary>
    public sealed record WrongSign : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => Cube(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => -3 * x * x;
    }

    /// <summary>d(x³) = x².</summary>
    public sealed record MissingFactor : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => Cube(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => x * x;
    }

    /// <summary>The first derivative is right, and does not let the second through.</summary>
    public sealed record DetachedDerivative : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => Cube(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => 3 * x.Detach() * x;
    }

    /// <summary>The gradient is detached, so that its own derivative is lost.</summary>
    public sealed record DetachedGradient : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * inputs[0];

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient.Detach() * (2 * saved[0]);

        protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0]! * (2 * saved[0]);
    }

    /// <summary>The backward pass is right, the forward-mode rule has a factor too many.</summary>
    public sealed record WrongForwardMode : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * inputs[0];

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient * (2 * saved[0]);

        protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0]! * (4 * saved[0]);
    }

    /// <summary>Repeats a row; its transpose picks one of the repetitions instead of summing them.</summary>
    public sealed record MissingBroadcastSum(int Times) : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x.Unsqueeze(0).Expand([Times, .. x.Shape]);

        protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Select(0, 0);
    }

    /// <summary>A square matrix' row sums; the transpose spreads them along the wrong axis.</summary>
    public sealed record WrongAxis : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x.Sum(1);

        protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Unsqueeze(0).Expand(shape);
    }

    /// <summary>The rule's gradient has a shape that cannot be the input's.</summary>
    public sealed record WrongShape : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x * 2;

        protected override Tensor Transpose(Tensor gradient, Shape shape) => Tensor.Ones([5, 7], gradient.DType);
    }

    /// <summary>A cyclic shift; its transpose shifts the same way.</summary>
    public sealed record WrongTranspose : LinearOp
    {
        protected override Tensor Forward(Tensor x) => Tensor.Cat([x[^1..], x[..^1]]);

        protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);
    }

    /// <summary>A matrix product whose second transpose forgets to transpose.</summary>
    public sealed record WrongBilinear : BilinearOp
    {
        protected override Tensor Forward(Tensor a, Tensor b) => a.MatMul(b);

        protected override Tensor TransposeA(Tensor gradient, Tensor b, Shape shape) => gradient.MatMul(b.T);

        protected override Tensor TransposeB(Tensor gradient, Tensor a, Shape shape) => a.MatMul(gradient);
    }

    /// <summary>The derivative reads its input only if the other one is asked for.</summary>
    public sealed record WrongReads : BinaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Multiply(a, b, y);

        protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => b;

        protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => a;

        protected override Keep Reads(int input) => input == 0 ? Keep.Input0 : Keep.Input1;
    }

    /// <summary>Takes the strides of its input for contiguous.</summary>
    public sealed record IgnoresStrides : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) =>
            2 * (inputs[0].DType == DType.Float32 ? InMemoryOrder<float>(inputs[0]) : InMemoryOrder<double>(inputs[0]));

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient * 2;

        private static Tensor InMemoryOrder<T>(Tensor x) where T : unmanaged => Tensor.Of(x.AsStridedSpan<T>()[..x.ElementCount], x.Shape);
    }

    /// <summary>A second derivative that is wrong at large values only: one element among many.</summary>
    public sealed record WrongAboveTwo : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] > T.CreateChecked(2) ? x[i] * x[i] : x[i];
        }

        protected override Tensor Derivative(Tensor x, Tensor y) => 1;

        protected override Domain Domain => new(-3, 3, 2);
    }

    private static void Cube<T>(ReadOnlySpan<T> x, Span<T> y) where T : unmanaged, System.Numerics.INumber<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * x[i] * x[i];
    }
}
