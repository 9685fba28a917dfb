namespace AutoGrad;

/// <summary>Reading and writing elements by their places in row-major order: what indexing by tensors comes down to.</summary>
internal static class Places
{
    /// <summary>The elements of a vector at places of any shape.</summary>
    public static Tensor Take(Tensor vector, Tensor places, string operation)
    {
        Require(vector, places, operation);
        return new Gather(0).Apply(vector, places.Flatten()).Reshape(places.Shape);
    }

    /// <summary>
    /// A tensor with elements replaced by those of a source: <paramref name="which"/> says for each element which one of the tensor's, or counted on from
    /// them the source's, it takes.
    /// </summary>
    public static Tensor Replaced(Tensor x, Tensor source, Tensor which) =>
        new Gather(0).Apply(Tensor.Cat([x.Flatten(), source.To(x.DType).Flatten()]), which.Flatten()).Reshape(x.Shape);

    /// <summary>Checks places before anything is computed, with the positions they have in a caller's tensor.</summary>
    /// <exception cref="IndexException">A place lies outside.</exception>
    public static void Require(Tensor vector, Tensor places, string operation)
    {
        if (!places.IsBatched)
            Indices.RequireWithin(places, vector.Shape, 0, operation);
    }
}
