using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Where the elements stand that are true or not 0, in row-major order: Int64 [how many, rank].</summary>
        public Tensor Nonzero() => x.Rank == 0
            ? Tensor.Zeros([x.NotEqualTo(0).Item<bool>() ? 1 : 0, 0], DType.Int64)
            : Tensor.Stack(x.NonzeroTuple(), axis: 1);

        /// <summary>As <c>Nonzero</c>: where the elements stand that are true or not 0, in row-major order.</summary>
        public Tensor ArgWhere() => x.Nonzero();

        /// <summary>
        /// Where the elements stand that are true or not 0, in row-major order: one Int64 vector for each axis, with which the tensor can be indexed.
        /// A scalar counts as a vector of one.
        /// </summary>
        public Tensor[] NonzeroTuple()
        {
            var flags = (x.DType == DType.Bool ? x : x.NotEqualTo(0)).Reshape(x.Rank == 0 ? [1] : x.Shape);
            long[] found = Found(flags.Contiguous().AsReadOnlySpan<bool>());
            var positions = new Tensor[flags.Rank];
            uint step = 1;
            for (int axis = positions.Length - 1; axis >= 0; axis--)
            {
                uint size = (uint)flags.Shape[axis];
                var along = new long[found.Length];
                for (int i = 0; i < along.Length; i++)
                    along[i] = (uint)found[i] / step % size;
                positions[axis] = Tensor.Wrap(along);
                step *= size;
            }
            return positions;
        }
    }

    private static long[] Found(ReadOnlySpan<bool> flags)
    {
        var found = new long[System.MemoryExtensions.Count(flags, true)];
        // Written whether it is one or not, and overwritten where it was not: half of the branches would be mispredicted.
        for (int i = 0, at = 0; at < found.Length; i++)
        {
            found[at] = i;
            at += Unsafe.BitCast<bool, byte>(flags[i]);
        }
        return found;
    }
}
