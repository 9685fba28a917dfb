namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Whether each element is NaN.</summary>
        public Tensor IsNaN() => x.NotEqualTo(x);

        /// <summary>Whether each element is ∞ or −∞.</summary>
        public Tensor IsInfinite() => x.DType.IsFloatingPoint ? x.Detach().Abs().EqualTo(double.PositiveInfinity) : Tensor.Zeros(x.Shape, DType.Bool);

        /// <summary>Whether each element is ∞.</summary>
        public Tensor IsPositiveInfinity() => x.EqualTo(double.PositiveInfinity);

        /// <summary>Whether each element is −∞.</summary>
        public Tensor IsNegativeInfinity() => x.EqualTo(double.NegativeInfinity);

        /// <summary>Whether each element is neither NaN nor infinite.</summary>
        public Tensor IsFinite() => x.DType.IsFloatingPoint ? x.Detach().Abs() < double.PositiveInfinity : Tensor.Ones(x.Shape, DType.Bool);
    }
}
