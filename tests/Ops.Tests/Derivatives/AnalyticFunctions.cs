namespace AutoGrad.Tests;

/// <summary>Functions of one number, and their derivatives of the orders 0 to 4 in closed form. Those of vectors and matrices run along a line.</summary>
internal static class AnalyticFunctions
{
    public sealed record Function(Func<Tensor, Tensor> F, double[] Points, Func<double, double>[] Derivatives);

    private static readonly double[] x = [0.3, -1.2, 0.7, 2.1], v = [1.1, -0.4, 0.8, 0.3], c = [0.5, 2, -1.5, 0.25];

    private static readonly double[,] m = { { 0.5, -0.2, 0.1 }, { 0.3, 0.8, -0.4 }, { -0.6, 0.2, 0.7 } }, b = { { 0.2, 0.1, -0.3 }, { 0.4, -0.5, 0.6 }, { 0.1, 0.3, 0.2 } };

    private static readonly double[] left = [1, -0.5, 2], right = [0.3, 1.5, -0.7];

    public static IReadOnlyDictionary<string, Function> All { get; } = new Dictionary<string, Function>
    {
        ["polynomial"] = new(
            static t => t * t * t * t * t - 3 * t * t * t + 2 * t,
            [-1.5, 0, 0.7],
            [
                static t => Math.Pow(t, 5) - 3 * t * t * t + 2 * t,
                static t => 5 * Math.Pow(t, 4) - 9 * t * t + 2,
                static t => 20 * t * t * t - 18 * t,
                static t => 60 * t * t - 18,
                static t => 120 * t,
            ]),
        ["cube by squares"] = new(
            static t => t.Square() * t,
            [-0.8, 0, 1.7],
            [static t => t * t * t, static t => 3 * t * t, static t => 6 * t, static _ => 6, static _ => 0]),
        ["cube by an operation that states its Vjp alone"] = new(
            static t => new Cube().Apply(t),
            [-0.8, 1.7],
            [static t => t * t * t, static t => 3 * t * t, static t => 6 * t, static _ => 6, static _ => 0]),
        ["constant"] = new(static _ => Tensor.Of(3.0), [0.4], [static _ => 3, static _ => 0, static _ => 0, static _ => 0, static _ => 0]),
        ["sin·exp"] = new(static t => t.Sin() * t.Exp(), [-1, 0.4, 2], Orders(static (t, k) => Math.Pow(2, k / 2.0) * Math.Exp(t) * Math.Sin(t + k * Math.PI / 4))),
        ["sin²+cos²"] = new(static t => t.Sin().Square() + t.Cos().Square(), [0.9], Orders(static (_, k) => k == 0 ? 1 : 0)),
        ["exp of a square"] = new(
            static t => t.Square().Exp(),
            [-0.9, 0.3],
            [
                static t => Math.Exp(t * t),
                static t => 2 * t * Math.Exp(t * t),
                static t => (4 * t * t + 2) * Math.Exp(t * t),
                static t => (8 * t * t * t + 12 * t) * Math.Exp(t * t),
                static t => (16 * t * t * t * t + 48 * t * t + 12) * Math.Exp(t * t),
            ]),
        ["tanh"] = new(static t => t.Tanh(), [-1.1, 0.2, 0.9], Of(Math.Tanh, Tanh)),
        ["sigmoid"] = new(static t => t.Sigmoid(), [-2, 0.5], Of(Sigmoid, SigmoidOrders)),
        ["softplus"] = new(static t => t.Softplus(), [-1.3, 0.6], [static t => Math.Log(1 + Math.Exp(t)), .. Of(Sigmoid, SigmoidOrders)[..4]]),
        ["logarithm"] = new(static t => t.Log(), [0.5, 3], [static t => Math.Log(t), .. Reciprocal[..4]]),
        ["log1p"] = new(static t => t.Log1p(), [-0.5, 2], [static t => Math.Log(1 + t), .. Reciprocal[..4].Select(static d => (Func<double, double>)(t => d(1 + t)))]),
        ["1/x by division"] = new(static t => 1 / t, [-0.7, 2], Reciprocal),
        ["1/x"] = new(static t => t.Reciprocal(), [-0.7, 2], Reciprocal),
        ["sqrt"] = new(static t => t.Sqrt(), [0.6, 4], Power(0.5)),
        ["rsqrt"] = new(static t => t.Rsqrt(), [0.6, 4], Power(-0.5)),
        ["pow 2.5"] = new(static t => t.Pow(2.5), [0.6, 3], Power(2.5)),
        ["pow 3 of a negative"] = new(static t => t.Pow(3), [-1.4], Power(3)),
        ["3 to a power"] = new(static t => Tensor.Of(3.0).Pow(t), [-0.5, 1.2], Orders(static (t, k) => Math.Pow(Math.Log(3), k) * Math.Pow(3, t))),
        ["x log x"] = new(
            static t => t * t.Log(),
            [0.4, 2.5],
            [static t => t * Math.Log(t), static t => Math.Log(t) + 1, static t => 1 / t, static t => -1 / (t * t), static t => 2 / (t * t * t)]),
        ["erf"] = new(static t => t.Erf(), [-0.8, 0.1, 1.3], [Reference.Erf, .. Enumerable.Range(0, 4).Select(static k => (Func<double, double>)(t => Erf(t, k)))]),
        ["gelu"] = new(
            static t => t.Gelu(),
            [-0.7, 0.5, 1.6],
            [
                static t => t * Phi(t),
                static t => Phi(t) + t * Density(t),
                static t => (2 - t * t) * Density(t),
                static t => (t * t * t - 4 * t) * Density(t),
                static t => (-t * t * t * t + 7 * t * t - 4) * Density(t),
            ]),
        ["sum of sines, by a mean"] = new(
            static t => (t * Tensor.Of(v)).Sin().Mean() * v.Length,
            [0.9],
            Orders(static (t, k) => v.Sum(w => Math.Pow(w, k) * Math.Sin(w * t + k * Math.PI / 2)))),
        ["quadratic form"] = new(
            static t => Line(t, left, right).MatMul(Tensor.Of(m)).MatMul(Line(t, left, right)),
            [-0.5, 1],
            [
                static t => Form(At(t), m, At(t)),
                static t => Form(right, m, At(t)) + Form(At(t), m, right),
                static _ => 2 * Form(right, m, right),
                static _ => 0,
                static _ => 0,
            ]),
        ["square of a norm, squared"] = new(
            static t => Line(t, left, right).Square().Sum().Square(),
            [-0.5, 1],
            Series(static t => Square([Dot(left, left), 2 * Dot(left, right), Dot(right, right)]))),
        ["log-sum-exp"] = new(static t => Line(t, x, v).LogSumExp(), [-0.4, 0.8], Orders(Cumulants.OfLogSumExp)),
        ["softmax"] = new(static t => (Line(t, x, v).Softmax() * Tensor.Of(c)).Sum(), [-0.4, 0.8], Orders(Cumulants.OfSoftmax)),
        ["log-softmax"] = new(
            static t => (Line(t, x, v).LogSoftmax() * Tensor.Of(c)).Sum(),
            [-0.4, 0.8],
            Orders(static (t, k) => (k == 0 ? Dot(c, x) + t * Dot(c, v) : k == 1 ? Dot(c, v) : 0) - c.Sum() * Cumulants.OfLogSumExp(t, k))),
        ["product"] = new(static t => (t + Tensor.Of(c)).Prod(), [-0.3, 1.2], Series(static _ => Roots(c))),
        ["trace of a cube"] = new(
            static t => Trace(Matrix(t).MatMul(Matrix(t)).MatMul(Matrix(t))),
            [-0.7, 0.4],
            Series(static _ => Words(3, static word => Enumerable.Range(0, 3).Sum(i => word[i, i])))),
        ["chain of four products"] = new(
            static t => Tensor.Of(left).MatMul(Matrix(t)).MatMul(Matrix(t)).MatMul(Matrix(t)).MatMul(Matrix(t)).MatMul(Tensor.Of(right)),
            [-0.7, 0.4],
            Series(static _ => Words(4, static word => Form(left, word, right)))),
    };

    /// <summary>x³, whose forward mode is the transpose of a transpose.</summary>
    private sealed record Cube : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * inputs[0] * inputs[0];

        protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => gradient * (3 * saved[0].Square());
    }

    private static Func<double, double>[] Reciprocal => Orders(static (t, k) => (k % 2 == 0 ? 1 : -1) * Factorial(k) / Math.Pow(t, k + 1));

    private static Func<double, double>[] Orders(Func<double, int, double> derivative) =>
        [.. Enumerable.Range(0, 5).Select(k => (Func<double, double>)(t => derivative(t, k)))];

    /// <summary>The orders of a function whose derivatives are known in its value.</summary>
    private static Func<double, double>[] Of(Func<double, double> f, Func<double, int, double> ofValue) => Orders((t, k) => ofValue(f(t), k));

    /// <summary>xᵃ: falling factorials.</summary>
    private static Func<double, double>[] Power(double a) => Orders((t, k) => Enumerable.Range(0, k).Aggregate(1.0, (p, i) => p * (a - i)) * Math.Pow(t, a - k));

    /// <summary>The orders of a polynomial Σ aᵢtⁱ.</summary>
    private static Func<double, double>[] Series(Func<double, double[]> coefficients) => Orders((t, k) =>
        coefficients(t).Select((a, i) => i < k ? 0 : a * Factorial(i) / Factorial(i - k) * Math.Pow(t, i - k)).Sum());

    private static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    private static double Sigmoid(double t) => 1 / (1 + Math.Exp(-t));

    private static double SigmoidOrders(double s, int k) => k switch
    {
        0 => s,
        1 => s * (1 - s),
        2 => s * (1 - s) * (1 - 2 * s),
        3 => s * (1 - s) * (1 - 6 * s + 6 * s * s),
        _ => s * (1 - s) * (1 - 2 * s) * (1 - 12 * s + 12 * s * s),
    };

    private static double Tanh(double y, int k) => k switch
    {
        0 => y,
        1 => 1 - y * y,
        2 => -2 * y * (1 - y * y),
        3 => (1 - y * y) * (6 * y * y - 2),
        _ => (1 - y * y) * (16 * y - 24 * y * y * y),
    };

    /// <summary>The k-th derivative of 2/√π · e^(−t²), by Hermite polynomials.</summary>
    private static double Erf(double t, int k) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-t * t) * k switch
    {
        0 => 1,
        1 => -2 * t,
        2 => 4 * t * t - 2,
        _ => -8 * t * t * t + 12 * t,
    };

    private static double Phi(double t) => (1 + Reference.Erf(t / Math.Sqrt(2))) / 2;

    private static double Density(double t) => Math.Exp(-t * t / 2) / Math.Sqrt(2 * Math.PI);

    private static Tensor Line(Tensor t, double[] from, double[] along) => Tensor.Of(from) + t * Tensor.Of(along);

    private static Tensor Matrix(Tensor t) => Tensor.Of(m) + t * Tensor.Of(b);

    private static Tensor Trace(Tensor matrix) => (matrix * Tensor.Eye(3, dtype: DType.Float64)).Sum();

    private static double[] At(double t) => [.. left.Zip(right, (l, r) => l + t * r)];

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (a, b) => a * b).Sum();

    private static double Form(double[] a, double[,] matrix, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            for (int j = 0; j < b.Length; j++)
                sum += a[i] * matrix[i, j] * b[j];
        return sum;
    }

    private static double[] Square(double[] polynomial)
    {
        var square = new double[2 * polynomial.Length - 1];
        for (int i = 0; i < polynomial.Length; i++)
            for (int j = 0; j < polynomial.Length; j++)
                square[i + j] += polynomial[i] * polynomial[j];
        return square;
    }

    /// <summary>The coefficients of Π (t + rᵢ).</summary>
    private static double[] Roots(double[] r)
    {
        double[] polynomial = [1];
        foreach (double root in r)
            polynomial = [.. Enumerable.Range(0, polynomial.Length + 1).Select(i => (i < polynomial.Length ? root * polynomial[i] : 0) + (i > 0 ? polynomial[i - 1] : 0))];
        return polynomial;
    }

    /// <summary>The coefficients of a linear functional of (M + tB)ⁿ: sums over all words of n letters M and B with so many B.</summary>
    private static double[] Words(int n, Func<double[,], double> functional)
    {
        var coefficients = new double[n + 1];
        for (int word = 0; word < 1 << n; word++)
        {
            double[,] product = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
            for (int letter = 0; letter < n; letter++)
                product = Times(product, (word >> letter & 1) != 0 ? b : m);
            coefficients[System.Numerics.BitOperations.PopCount((uint)word)] += functional(product);
        }
        return coefficients;
    }

    private static double[,] Times(double[,] a, double[,] b)
    {
        var product = new double[3, 3];
        for (int i = 0; i < 3; i++)
            for (int j = 0; j < 3; j++)
                for (int k = 0; k < 3; k++)
                    product[i, j] += a[i, k] * b[k, j];
        return product;
    }

    /// <summary>
    /// Along x + t·v, log Σ eˣ generates the cumulants of v under p = softmax(x + t·v), and the expectation of c the joint cumulants of c with v.
    /// </summary>
    private static class Cumulants
    {
        public static double OfLogSumExp(double t, int k)
        {
            double m2 = Moment(t, 0, 2);
            return k switch
            {
                0 => Math.Log(x.Zip(v, (x, v) => Math.Exp(x + t * v)).Sum()),
                1 => Mean(t, v),
                2 => m2,
                3 => Moment(t, 0, 3),
                _ => Moment(t, 0, 4) - 3 * m2 * m2,
            };
        }

        public static double OfSoftmax(double t, int k) => k switch
        {
            0 => Mean(t, c),
            1 => Moment(t, 1, 1),
            2 => Moment(t, 1, 2),
            3 => Moment(t, 1, 3) - 3 * Moment(t, 1, 1) * Moment(t, 0, 2),
            _ => Moment(t, 1, 4) - 4 * Moment(t, 1, 1) * Moment(t, 0, 3) - 6 * Moment(t, 1, 2) * Moment(t, 0, 2),
        };

        private static double Mean(double t, double[] of)
        {
            var weights = x.Zip(v, (x, v) => Math.Exp(x + t * v)).ToArray();
            return Dot(weights, of) / weights.Sum();
        }

        /// <summary>E[(c − E c)ⁱ (v − E v)ʲ].</summary>
        private static double Moment(double t, int i, int j)
        {
            double meanC = Mean(t, c), meanV = Mean(t, v);
            return Mean(t, [.. c.Zip(v, (c, v) => Math.Pow(c - meanC, i) * Math.Pow(v - meanV, j))]);
        }
    }
}
