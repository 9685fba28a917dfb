using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The error function, and what is made of the normal distribution function Φ.</summary>
internal static partial class VectorMath<T, V>
{
    /// <summary>erf(x): a polynomial up to 1; beyond it 1 − e^p(|x|), where the polynomial p is the logarithm of erfc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        V size = V.Abs(x), z = x * x, a = V.Min(V.All(4, 5.95), size), near, far;
        if (Single)
        {
            near = Horner(z, Horner(z, V.All(7.875875063e-5), -0.0008016864287, 0.005189087423), -0.02685421201, 0.1128359472, -0.3761262667,
                0.128379167);
            far = Horner(a, Horner(a, V.All(-2.172663952e-5), 0.0004418324947), -0.004207156797, 0.02521563903, -0.1084309183, -0.6332077652);
            far = Horner(a, far, -1.129584915, 0.0001895005729);
        }
        else
        {
            near = ErfNear64(z);
            far = Horner(a, V.All(1.048551818072687854e-12), -4.791542177195701151e-11, 1.02482205475933229e-9);
            far = Horner(a, far, -1.361609056606468184e-8, 1.256162540935214304e-7, -8.500297862234265334e-7, 4.324499474527059072e-6);
            far = Horner(a, far, -0.00001650470349533097313, 0.00004501091320811583265, -0.00007030631994064154821, -0.00004493215510048961783);
            far = Horner(a, far, 0.0006413315259304734619, -0.001769182357398653983, 0.0002806506162326033729, 0.01907804560431235906);
            far = Horner(a, far, -0.1027471973632349419, -0.6366285079363446564, -1.128377325175427971, -1.800297961380867529e-7);
        }
        Reduce(far, out var r, out var n);
        var scale = PowerOfTwo(n);
        return V.Less(size, V.All(1), V.MultiplyAdd(x, near, x), V.CopySign(V.All(1) - V.MultiplyAdd(scale, Expm1Near0(r), scale), x));
    }

    /// <summary>
    /// x Φ(x). Near 0 from Φ(x) = ½ + x p(x²); farther out from |x| Φ(−|x|) = e^(−x²/2) g(|x|), where g is a polynomial in t = (|x| − b) / (|x| + k),
    /// which is 0 at the border between the two, where g is most sensitive to it. x²/2 is taken to twice the precision, since the exponential
    /// multiplies its error.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu(V x)
    {
        Normal(x, out var size, out var p, out var g, out var e, out var n);
        var near = x * V.MultiplyAdd(x, p, V.All(0.5));
        var far = V.Max(V.All(0), x) - V.Scale(V.MultiplyAdd(e, g, g), n);
        return V.Less(size, V.All(NormalBorder), near, far);
    }

    /// <summary>Φ(x) + x φ(x), the slope of <see cref="Gelu"/>, from the same parts: far out Φ(−|x|) − |x| φ(x) = e^(−x²/2) (g(|x|)/|x| − |x|/√(2π)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluSlope(V x)
    {
        const double RootTwoPiInverse = 0.3989422804014327;
        Normal(x, out var size, out var p, out var g, out var e, out var n);
        e = V.Scale(V.All(1) + e, n);
        var near = V.MultiplyAdd(x, V.MultiplyAdd(e, V.All(RootTwoPiInverse), p), V.All(0.5));
        var tail = e * V.SubtractProduct(size, V.All(RootTwoPiInverse), g * V.Reciprocal(size));
        return V.Less(size, V.All(NormalBorder), near, V.Less(x, V.All(0), tail, V.All(1) - tail));
    }

    private const double NormalBorder = 0.7;

    /// <summary>|x|, p(x²), g(|x|), and e^(−x²/2) as (1 + e)·2ⁿ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normal(V x, out V size, out V p, out V g, out V e, out V n)
    {
        size = V.Min(V.All(14.7, 39), V.Abs(x));
        var square = size * size;
        Reduce(V.All(-0.5) * square, out var r, out n);
        r = V.MultiplyAdd(V.All(-0.5), ProductError(size, size, square), r);
        var t = (size - V.All(NormalBorder)) * V.Reciprocal(size + V.All(2.5));
        e = Expm1Near0(r);
        if (Single)
        {
            g = Horner(t, V.All(-0.01794104346), 0.0626114077);
            g = Horner(t, g, -0.05843287237, -0.002662963569, -0.0448014892, 0.09996705642);
            g = Horner(t, g, 0.2023964514, -0.6389311789, 0.5803384312, 0.2163965452);
            p = Horner(square, V.All(0.0001044888962), -0.001182718827, 0.00997275686, -0.06649033124, 0.3989422799);
        }
        else
        {
            g = Tail64(t);
            p = Horner(square, V.All(2.0382651695726738e-9), -4.10146517950025191e-8, 6.65865293078489682e-7, -9.4446263755935073e-6,
                0.00011543468256454982);
            p = Horner(square, p, -0.00118732821500019136, 0.00997355701001292596, -0.066490380066905026, 0.398942280401432677);
        }
    }

    /// <summary>
    /// x σ(2u), where u = √(2/π) (x + 0.044715 x³); σ(2u) = ½ (1 + tanh u) does not cancel. 2u is taken to twice the precision, since the exponential
    /// multiplies its error.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V GeluTanh(V x)
    {
        const double Linear = 1.5957691216057308, LinearLow = -9.96930880911092e-17, Cubic = 0.07135481627260025, CubicLow = -6.1751499181553155e-19;
        var a = V.CopySign(V.Min(V.All(12, 24), V.Abs(x)), x);
        double linear = Single ? (float)Linear : Linear, cubic = Single ? (float)Cubic : Cubic;
        V square = a * a, squareLow = ProductError(a, a, square);
        var third = V.All(cubic) * square;
        var thirdLow = ProductError(V.All(cubic), square, third) + V.MultiplyAdd(V.All(cubic), squareLow, V.All(Cubic - cubic, CubicLow) * square);
        V factor = V.All(linear) + third, added = factor - V.All(linear);
        var factorLow = V.All(linear) - (factor - added) + (third - added) + (thirdLow + V.All(Linear - linear, LinearLow));
        var z = a * factor;
        return TimesSigmoid(x, z, V.MultiplyAdd(a, factorLow, ProductError(a, factor, z)));
    }

    /// <summary>
    /// erfc(x) = 1 − erf(x), which keeps its digits where it is small: there e^(−x²) √2 g(√2 |x|) / |x|, with the g of <see cref="Gelu"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erfc(V x)
    {
        const double Border = 0.7, RootTwo = 1.4142135623730951;
        V size = V.Min(V.All(27.5), V.Abs(x)), square = size * size, y = V.All(RootTwo) * size;
        Reduce(-square, out var r, out var n);
        r -= ProductError(size, size, square);
        var g = Tail64((y - V.All(Border)) / (y + V.All(2.5))) * V.All(RootTwo) / size;
        var far = V.Scale(V.MultiplyAdd(Expm1Near0(r), g, g), n);
        far = V.Less(x, V.All(0), V.All(2) - far, far);
        return V.Less(y, V.All(Border), V.All(1) - V.MultiplyAdd(x, ErfNear64(x * x), x), far);
    }

    /// <summary>erf(x) / x − 1 in z = x², for |x| ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ErfNear64(V z)
    {
        var near = Horner(z, V.All(-7.79589882700224214e-10), 1.37200645467776856e-8, -1.62084838018717059e-7, 1.64474247033173624e-6);
        near = Horner(z, near, -0.0000149247369074196603, 0.000120552949048397079, -0.000854832597538969208, 0.00522397760711642273);
        return Horner(z, near, -0.0268661706432377704, 0.112837916709450063, -0.376126389031835404, 0.12837916709551257);
    }

    /// <summary>g(y) = y e^(y²/2) Φ(−y) in t = (y − 0.7) / (y + 2.5).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Tail64(V t)
    {
        var g = Horner(t, V.All(-0.001969140894280573322), 0.01895520899282209427, -0.08273718188747622373);
        g = Horner(t, g, 0.2161847458793107633, -0.3742312784525177679, 0.4425299442174306824, -0.3404940350214468748);
        g = Horner(t, g, 0.1168174294087746779, 0.09076013244729882427, -0.1845058147527961243, 0.1689767212124568751);
        g = Horner(t, g, -0.1061986527710793143, 0.05112002683162903464, -0.01953562854319982438, 0.004141212086996655713);
        g = Horner(t, g, -0.003013295561277839213, 0.001014372902582918523, 0.006093058365153289581, 0.008797732271273067768);
        g = Horner(t, g, -0.003800823688376818584, -0.03444124451195430355, -0.03355516431885320798, 0.09755429187529640331);
        return Horner(t, g, 0.2026941307913581516, -0.6389499000234494699, 0.5803388901748023318, 0.2163965433707651186);
    }
}
