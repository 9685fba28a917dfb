namespace AutoGrad;

/// <summary>
/// A Jacobian–vector product from the vector–Jacobian product alone: u ↦ Jᵀu is linear, so the gradient of ⟨Jᵀu, t⟩ with respect to u is J t,
/// whatever u.
/// </summary>
internal static class DoubleVjp
{
    public static Tensor? Jvp(Op op, ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        bool createGraph = Autodiff.IsRecording;
        using (Autodiff.EnableGrad())
        {
            var u = Tensor.Zeros(saved.OutputShape, saved.Node.DType).WithGrad();
            var products = new Tensor?[tangents.Length];
            for (int i = 0; i < products.Length; i++)
                if (tangents[i] is not null)
                    products[i] = op.Vjp(i, u, saved) is { RequiresGrad: true } product
                        ? BackwardPass.Fit(product, saved.Node.Parent(i)!, op, i)
                        : null;
            return Push([u], products, tangents, createGraph)?[0];
        }
    }

    /// <summary>J t for each u, or null where nothing depends on them.</summary>
    /// <param name="u">What the products were made of.</param>
    /// <param name="products">Jᵀu for each input; null where there is none.</param>
    /// <param name="tangents">t for each input; null for zeros.</param>
    /// <param name="createGraph">Whether the results are recorded.</param>
    public static Tensor?[]? Push(Tensor[] u, ReadOnlySpan<Tensor?> products, ReadOnlySpan<Tensor?> tangents, bool createGraph)
    {
        List<Tensor> weighted = [], weights = [];
        for (int i = 0; i < products.Length; i++)
            if (products[i] is { RequiresGrad: true } product && tangents[i] is { } tangent)
            {
                weighted.Add(product);
                weights.Add(tangent.DType == product.DType ? tangent : tangent.To(product.DType));
            }
        return weighted.Count == 0
            ? null
            : Autodiff.Grad(weighted.ToArray(), u, weights.ToArray(), createGraph: createGraph, retainGraph: true, allowUnused: true);
    }
}
