namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The values repeated along axes of size 1 or new leading axes up to the given shape, without a copy; as Expand.</summary>
        /// <param name="shape">The shape of the result.</param>
        /// <exception cref="ShapeException">This shape does not broadcast to that one.</exception>
        public Tensor BroadcastTo(Shape shape) => x.Expand(shape);

        /// <summary>The values repeated along axes of size 1 or new leading axes up to another tensor's shape, without a copy.</summary>
        /// <param name="other">The tensor whose shape to take.</param>
        /// <exception cref="ShapeException">This shape does not broadcast to that one.</exception>
        public Tensor ExpandAs(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return x.Expand(other.Shape);
        }

        /// <summary>The values in row-major order under another tensor's shape; as Reshape.</summary>
        /// <param name="other">The tensor whose shape to take.</param>
        /// <exception cref="ShapeException">The element counts differ.</exception>
        public Tensor ReshapeAs(Tensor other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return x.Reshape(other.Shape.AsSpan());
        }

        /// <summary>Tensors repeated to the shape that all broadcast to, without a copy.</summary>
        /// <exception cref="ShapeException">They do not broadcast.</exception>
        public static Tensor[] BroadcastTensors(params ReadOnlySpan<Tensor> tensors)
        {
            Shape shape = [];
            foreach (var tensor in tensors)
            {
                ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
                if (!Shape.TryBroadcast(shape, tensor.Shape, out var both))
                    throw new ShapeException($"BroadcastTensors: shape {tensor.Shape} does not broadcast with {shape}, that of those before it; " +
                        "aligned at the last axis, sizes must be equal or 1.");
                shape = both;
            }
            var results = new Tensor[tensors.Length];
            for (int i = 0; i < results.Length; i++)
                results[i] = tensors[i].Expand(shape);
            return results;
        }
    }
}
