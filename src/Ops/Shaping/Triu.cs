namespace AutoGrad;

/// <summary>The upper triangles of the matrices in the last two axes, zeros below. It is its own transpose.</summary>
/// <param name="Diagonal">From which diagonal on values stay: 0 is the main one, positive ones lie above.</param>
public sealed record Triu(int Diagonal = 0) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Triangles.Cleared(x, Diagonal, above: false, Name);

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The upper triangles of the matrices in the last two axes, zeros below.</summary>
        /// <param name="diagonal">From which diagonal on values stay: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor Triu(int diagonal = 0) => new Triu(diagonal).Apply(x);
    }
}
