namespace AutoGrad;

/// <summary>The lower triangles of the matrices in the last two axes, zeros above. It is its own transpose.</summary>
/// <param name="Diagonal">Up to which diagonal values stay: 0 is the main one, positive ones lie above.</param>
public sealed record Tril(int Diagonal = 0) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Triangles.Cleared(x, Diagonal, above: true, Name);

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The lower triangles of the matrices in the last two axes, zeros above.</summary>
        /// <param name="diagonal">Up to which diagonal values stay: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor Tril(int diagonal = 0) => new Tril(diagonal).Apply(x);
    }
}
