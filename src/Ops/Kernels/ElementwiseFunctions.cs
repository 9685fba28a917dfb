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
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Exp(x);
    }

    /// <summary>The natural logarithm.</summary>
    public readonly struct Log<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Log(x);
    }

    /// <summary>The sine.</summary>
    public readonly struct Sin<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => Trigonometry<T, V>.Sin(x);
    }

    /// <summary>The cosine.</summary>
    public readonly struct Cos<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => Trigonometry<T, V>.Cos(x);
    }

    /// <summary>eˣ − 1.</summary>
    public readonly struct Expm1<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Expm1(x);
    }

    /// <summary>log(1 + x).</summary>
    public readonly struct Log1p<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Log1p(x);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public readonly struct Tanh<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Tanh(x);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public readonly struct Sigmoid<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Sigmoid(x);
    }

    /// <summary>The error function.</summary>
    public readonly struct Erf<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Erf(x);
    }

    /// <summary>x / (1 + e⁻ˣ).</summary>
    public readonly struct Silu<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Silu(x);
    }

    /// <summary>−log(1 + e⁻ˣ).</summary>
    public readonly struct LogSigmoid<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => -VectorMath<T, V>.Softplus(-x);
    }

    /// <summary>log(1 + eˣ).</summary>
    public readonly struct Softplus<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Softplus(x);
    }

    /// <summary>log(1 + e^(βx)) / β.</summary>
    public readonly struct SoftplusOf<T>(T beta) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Softplus(x, V.All(double.CreateTruncating(beta)));
    }

    /// <summary>−1, 0 or 1; 0 and NaN stay as they are.</summary>
    public readonly struct Sign<T> : IVectorFunction<T> where T : unmanaged, INumber<T>
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> =>
            V.Less(V.All(0), x, V.All(1), V.Less(x, V.All(0), V.All(-1), x));
    }

    /// <summary>x above 0, else slope · x.</summary>
    public readonly struct LeakyRelu<T>(T slope) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> =>
            V.Less(V.All(0), x, x, V.All(double.CreateTruncating(slope)) * x);
    }

    /// <summary>s x above 0, else α (e^(βx) − 1).</summary>
    public readonly struct Elu<T>(double scale, double alpha, double beta) : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> =>
            V.Less(V.All(0), x, V.All(scale) * x, V.All(alpha) * VectorMath<T, V>.Expm1(V.All(beta) * x));
    }

    /// <summary>x Φ(x).</summary>
    public readonly struct GeluErf<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.Gelu(x);
    }

    /// <summary>Φ(x) + x φ(x).</summary>
    public readonly struct GeluSlope<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.GeluSlope(x);
    }

    /// <summary>x Φ(x), where Φ is approximated with the hyperbolic tangent.</summary>
    public readonly struct GeluTanh<T> : IVectorFunction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, T> => VectorMath<T, V>.GeluTanh(x);
    }
}
