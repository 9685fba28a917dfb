using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Functions of the elementwise operations that are stated in double alone, for <see cref="VectorMap.MapInDouble"/>.</summary>
internal static class DoubleFunctions
{
    /// <summary>The tangent.</summary>
    public readonly struct Tan : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => Trigonometry<double, V>.Tan(x);
    }

    /// <summary>The hyperbolic sine.</summary>
    public readonly struct Sinh : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Sinh(x);
    }

    /// <summary>The hyperbolic cosine.</summary>
    public readonly struct Cosh : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Cosh(x);
    }

    /// <summary>2ˣ.</summary>
    public readonly struct Exp2 : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Exp2(x);
    }

    /// <summary>The binary logarithm.</summary>
    public readonly struct Log2 : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Log2(x);
    }

    /// <summary>The decimal logarithm.</summary>
    public readonly struct Log10 : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Log10(x);
    }

    /// <summary>1 − erf(x).</summary>
    public readonly struct Erfc : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Erfc(x);
    }

    /// <summary>x − tanh(x).</summary>
    public readonly struct Tanhshrink : IVectorFunction<double>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Invoke<V>(V x) where V : struct, ILanes<V, double> => VectorMath<double, V>.Tanhshrink(x);
    }
}
