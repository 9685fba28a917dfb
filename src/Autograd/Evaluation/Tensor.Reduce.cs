using System.ComponentModel;

namespace AutoGrad;

public partial class Tensor
{
    /// <summary>
    /// Gives a reduction the values of this tensor while they are computed, where they have not been yet: large elementwise results wait until they are
    /// read. Nothing is recorded. For those who write reductions.
    /// </summary>
    /// <typeparam name="T">The dtype's type.</typeparam>
    /// <param name="reduction">What takes the values in.</param>
    /// <returns>Whether it has; else nothing was done, and the values are there to be read as always.</returns>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public bool TryReduce<T>(IBlockReduction<T> reduction) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reduction);
        return storage.IsWaiting && DTypes.Of<T>() == DType && Expression.TryReduce(this, reduction);
    }
}
