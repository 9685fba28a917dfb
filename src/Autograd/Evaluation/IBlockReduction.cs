namespace AutoGrad;

/// <summary>
/// A reduction that takes the values of a tensor in block by block, in the order of its elements, so that a chain of large elementwise operations can
/// end in it without being stored: see <see cref="Tensor.TryReduce"/>. Its result must not depend on how the blocks are cut.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public interface IBlockReduction<T> where T : unmanaged
{
    /// <summary>How many chunks there are. Different chunks may be taken in at the same time, by different threads; one chunk is by one.</summary>
    int ChunkCount { get; }

    /// <summary>The first element of a chunk; of the one after the last, how many elements there are.</summary>
    int ChunkStart(int chunk);

    /// <summary>The end of the block that begins at an element and is to have at most so many.</summary>
    int BlockEnd(int start, int most);

    /// <summary>Takes in the values from an element on.</summary>
    void Add(int start, ReadOnlySpan<T> values);

    /// <summary>Makes the result of what was taken in.</summary>
    void Finish();
}
