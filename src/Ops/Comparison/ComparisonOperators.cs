namespace AutoGrad;

public static partial class TensorOps
{
    // C# wants these in pairs, and == and != to compare references.
    extension(Tensor)
    {
        /// <summary>Whether x &lt; y, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator <(Tensor x, Tensor y) => Shared<Less>.Op.Apply(x, y);

        /// <summary>Whether x &gt; y, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator >(Tensor x, Tensor y) => Shared<Greater>.Op.Apply(x, y);

        /// <summary>Whether x ≤ y, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator <=(Tensor x, Tensor y) => Shared<LessOrEqual>.Op.Apply(x, y);

        /// <summary>Whether x ≥ y, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator >=(Tensor x, Tensor y) => Shared<GreaterOrEqual>.Op.Apply(x, y);
    }
}
