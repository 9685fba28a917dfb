using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The functions of the elementwise operations, for <see cref="VectorMap"/>.</summary>
internal static class ElementwiseFunctions
{
    /// <summary>eˣ.</summary>
    public readonly struct Exp<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Exp(x);
    }

    /// <summary>The natural logarithm.</summary>
    public readonly struct Log<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Log(x);
    }

    /// <summary>The sine.</summary>
    public readonly struct Sin<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => Trigonometry.Sin(x);
    }

    /// <summary>The cosine.</summary>
    public readonly struct Cos<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => Trigonometry.Cos(x);
    }

    /// <summary>eˣ − 1.</summary>
    public readonly struct Expm1<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Expm1(x);
    }

    /// <summary>log(1 + x).</summary>
    public readonly struct Log1p<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Log1p(x);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public readonly struct Tanh<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Tanh(x);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public readonly struct Sigmoid<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Sigmoid(x);
    }

    /// <summary>The error function.</summary>
    public readonly struct Erf<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => ErrorFunction.Erf(x);
    }

    /// <summary>x / (1 + e⁻ˣ).</summary>
    public readonly struct Silu<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => x * VectorMath.Sigmoid(x);
    }

    /// <summary>−log(1 + e⁻ˣ).</summary>
    public readonly struct LogSigmoid<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => -VectorMath.Softplus(-x);
    }

    /// <summary>log(1 + e^(βx)) / β.</summary>
    public readonly struct Softplus<T>(T beta) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => VectorMath.Softplus(Vector.Create(beta) * x) / Vector.Create(beta);
    }

    /// <summary>−1, 0 or 1; 0 and NaN stay as they are.</summary>
    public readonly struct Sign<T> : IVectorFunction<T> where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) => Vector.ConditionalSelect(
            Vector.GreaterThan(x, Vector<T>.Zero),
            Vector<T>.One,
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), Vector<T>.Zero - Vector<T>.One, x));
    }

    /// <summary>x above 0, else slope · x.</summary>
    public readonly struct LeakyRelu<T>(T slope) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, Vector.Create(slope) * x);
    }

    /// <summary>x above 0, else α (eˣ − 1).</summary>
    public readonly struct Elu<T>(T alpha) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), x, Vector.Create(alpha) * VectorMath.Expm1(x));
    }

    /// <summary>x Φ(x).</summary>
    public readonly struct GeluErf<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x) =>
            x * ErrorFunction.Normal(x);
    }

    /// <summary>x σ(2u), where u = √(2/π) (x + 0.044715 x³); σ(2u) = ½ (1 + tanh u) does not cancel.</summary>
    public readonly struct GeluTanh<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Invoke(Vector<T> x)
        {
            var cubic = x * VectorMath.MultiplyAdd(VectorMath.All<T>(0.044715) * x, x, Vector<T>.One);
            return x * VectorMath.Sigmoid(VectorMath.All<T>(1.5957691216057308) * cubic);
        }
    }
}
