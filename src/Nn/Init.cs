namespace AutoGrad.Nn;

/// <summary>Which number of connections keeps its variance: Kaiming initialisation in the forward or in the backward pass.</summary>
public enum FanMode
{
    /// <summary>The inputs of each unit: activations keep their variance going forward.</summary>
    FanIn,

    /// <summary>The outputs of each unit: gradients keep their variance going back.</summary>
    FanOut,
}

/// <summary>The function after a layer, whose effect on the variance <see cref="Init.CalculateGain"/> states.</summary>
public enum Nonlinearity
{
    /// <summary>None; gain 1.</summary>
    Linear,

    /// <summary>The logistic function; gain 1.</summary>
    Sigmoid,

    /// <summary>The hyperbolic tangent; gain 5/3.</summary>
    Tanh,

    /// <summary>max(0, x); gain √2.</summary>
    Relu,

    /// <summary>x, or a·x where negative; gain √(2 / (1 + a²)).</summary>
    LeakyRelu,

    /// <summary>The scaled exponential linear unit; gain 3/4.</summary>
    Selu,
}

/// <summary>
/// Starting values. Each writes into a tensor, unrecorded, and returns it. Of a weight [out, in, …] the fan-in is in·…, the fan-out out·…, as PyTorch
/// counts.
/// </summary>
public static partial class Init
{
    /// <summary>Fills with 0.</summary>
    public static Tensor Zeros(Tensor tensor) => Constant(tensor, 0);

    /// <summary>Fills with 1.</summary>
    public static Tensor Ones(Tensor tensor) => Constant(tensor, 1);

    /// <summary>Fills with one value.</summary>
    public static Tensor Constant(Tensor tensor, double value)
    {
        using (Autodiff.NoGrad())
            return tensor.FillInPlace(value);
    }

    /// <summary>Fills with draws from U(low, high).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are not finite, or high lies below low.</exception>
    public static Tensor Uniform(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
    {
        RequireFinite(low, nameof(Uniform), nameof(low));
        RequireFinite(high, nameof(Uniform), nameof(high));
        if (high < low)
            throw new ArgumentOutOfRangeException(nameof(high), high, $"Uniform: high must not lie below low, {low}.");
        using (Autodiff.NoGrad())
            return tensor.CopyInPlace(Tensor.Rand(tensor.Shape, generator, tensor.DType) * (high - low) + low);
    }

    /// <summary>Fills with draws from N(mean, std²).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not finite, or the standard deviation negative or not finite.</exception>
    public static Tensor Normal(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
    {
        RequireFinite(mean, nameof(Normal), nameof(mean));
        Require.NonNegative(std, nameof(Normal), nameof(std));
        using (Autodiff.NoGrad())
            return tensor.CopyInPlace(Tensor.Randn(tensor.Shape, generator, tensor.DType) * std + mean);
    }

    /// <summary>Fills with draws from N(mean, std²) given that they lie in [low, high].</summary>
    /// <param name="tensor">The tensor to fill.</param>
    /// <param name="mean">The mean before truncation.</param>
    /// <param name="std">The standard deviation before truncation.</param>
    /// <param name="low">The lower bound; mean − 2·std if left out.</param>
    /// <param name="high">The upper bound; mean + 2·std if left out.</param>
    /// <param name="generator">Where the numbers are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, the standard deviation is not positive, or high is not above
    /// low.</exception>
    public static Tensor TruncatedNormal(
        Tensor tensor, double mean = 0, double std = 1, double? low = null, double? high = null, Generator? generator = null)
    {
        RequireFinite(mean, nameof(TruncatedNormal), nameof(mean));
        if (!(std > 0) || double.IsInfinity(std))
            throw new ArgumentOutOfRangeException(nameof(std), std, "TruncatedNormal: the standard deviation must be positive and finite.");
        double from = low ?? mean - 2 * std, to = high ?? mean + 2 * std;
        RequireFinite(from, nameof(TruncatedNormal), nameof(low));
        RequireFinite(to, nameof(TruncatedNormal), nameof(high));
        if (to <= from)
            throw new ArgumentOutOfRangeException(nameof(high), to, $"TruncatedNormal: high must lie above low, {from}.");
        var values = new double[tensor.ElementCount];
        DrawTruncated(values, (from - mean) / std, (to - mean) / std, generator ?? Generator.Default);
        using (Autodiff.NoGrad())
            return tensor.CopyInPlace((Tensor.Wrap(values, tensor.Shape) * std + mean).To(tensor.DType));
    }

    /// <summary>Draws from U(−b, b) with b = gain·√(6 / (fan-in + fan-out)). Glorot and Bengio, AISTATS 2010.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public static Tensor XavierUniform(Tensor tensor, double gain = 1, Generator? generator = null)
    {
        var (fanIn, fanOut) = Fans(tensor, nameof(XavierUniform));
        double bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
        return Uniform(tensor, -bound, bound, generator);
    }

    /// <summary>Draws from N(0, gain²·2 / (fan-in + fan-out)). Glorot and Bengio, AISTATS 2010.</summary>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public static Tensor XavierNormal(Tensor tensor, double gain = 1, Generator? generator = null)
    {
        var (fanIn, fanOut) = Fans(tensor, nameof(XavierNormal));
        return Normal(tensor, 0, gain * Math.Sqrt(2.0 / (fanIn + fanOut)), generator);
    }

    /// <summary>Draws from U(−b, b) with b = gain·√(3 / fan). He, Zhang, Ren and Sun, ICCV 2015.</summary>
    /// <param name="tensor">The weight to fill.</param>
    /// <param name="a">The negative slope of a leaky ReLU that follows; 0 for a ReLU.</param>
    /// <param name="mode">Which fan.</param>
    /// <param name="nonlinearity">What follows the layer; see <see cref="CalculateGain"/>.</param>
    /// <param name="generator">Where the numbers are drawn from.</param>
    /// <exception cref="ShapeException">The tensor has fewer than two axes.</exception>
    public static Tensor KaimingUniform(
        Tensor tensor, double a = 0, FanMode mode = FanMode.FanIn, Nonlinearity nonlinearity = Nonlinearity.LeakyRelu, Generator? generator = null)
    {
        double bound = Math.Sqrt(3) * KaimingStd(tensor, a, mode, nonlinearity, nameof(KaimingUniform));
        return Uniform(tensor, -bound, bound, generator);
    }

    /// <summary>Draws from N(0, gain² / fan). He, Zhang, Ren and Sun, ICCV 2015.</summary>
    /// <inheritdoc cref="KaimingUniform"/>
    public static Tensor KaimingNormal(
        Tensor tensor, double a = 0, FanMode mode = FanMode.FanIn, Nonlinearity nonlinearity = Nonlinearity.LeakyRelu, Generator? generator = null) =>
        Normal(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity, nameof(KaimingNormal)), generator);

    /// <summary>By how much a layer's standard deviation must grow to make up for what the function after it takes; PyTorch's values.</summary>
    /// <param name="nonlinearity">The function.</param>
    /// <param name="parameter">The negative slope of a leaky ReLU, 0.01 if left out.</param>
    public static double CalculateGain(Nonlinearity nonlinearity, double? parameter = null) => nonlinearity switch
    {
        Nonlinearity.Tanh => 5.0 / 3,
        Nonlinearity.Relu => Math.Sqrt(2),
        Nonlinearity.LeakyRelu => Math.Sqrt(2 / (1 + Math.Pow(parameter ?? 0.01, 2))),
        Nonlinearity.Selu => 0.75,
        _ => 1,
    };

    private static double KaimingStd(Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity, string operation)
    {
        RequireFinite(a, operation, nameof(a));
        var (fanIn, fanOut) = Fans(tensor, operation);
        return CalculateGain(nonlinearity, a) / Math.Sqrt(mode == FanMode.FanIn ? fanIn : fanOut);
    }

    private static (int In, int Out) Fans(Tensor tensor, string operation)
    {
        if (tensor.Rank < 2)
            throw new ShapeException($"{operation}: the tensor is {tensor.Shape}; fans are counted of weights [out, in, …], which have two axes or " +
                "more. Use Uniform or Normal.");
        if (tensor.ElementCount == 0)
            throw new ShapeException($"{operation}: the tensor is {tensor.Shape}, which holds nothing to fill.");
        return (tensor.ElementCount / tensor.Shape[0], tensor.ElementCount / tensor.Shape[1]);
    }

    /// <summary>Standard normal draws given that they lie in an interval: uniform proposals, each kept with its density relative to the interval's
    /// highest.</summary>
    private static void DrawTruncated(Span<double> values, double low, double high, Generator generator)
    {
        // Beyond ten standard deviations from the likeliest point no double of the stream would lead.
        double likeliest = Math.Clamp(0, low, high);
        low = Math.Max(low, likeliest - 10);
        high = Math.Min(high, likeliest + 10);
        for (int i = 0; i < values.Length; i++)
        {
            double x;
            do
                x = low + (high - low) * generator.NextDouble();
            while (generator.NextDouble() >= Math.Exp((likeliest * likeliest - x * x) / 2));
            values[i] = x;
        }
    }

    private static void RequireFinite(double value, string operation, string name)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{operation}: {name} is {value}; it must be finite."));
    }
}
