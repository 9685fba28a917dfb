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
        List<Tensor> products = [], weights = [];
        using (Autodiff.EnableGrad())
        {
            var u = Tensor.Zeros(saved.OutputShape, saved.Node.DType).WithGrad();
            for (int i = 0; i < tangents.Length; i++)
            {
                if (tangents[i] is not { } tangent || op.Vjp(i, u, saved) is not { RequiresGrad: true } product)
                    continue;
                products.Add(BackwardPass.Fit(product, saved.Node.Parent(i)!, op, i));
                weights.Add(tangent.DType == products[^1].DType ? tangent : tangent.To(products[^1].DType));
            }
            return products.Count == 0
                ? null
                : Autodiff.Grad(products.ToArray(), [u], weights.ToArray(), createGraph: createGraph, retainGraph: true, allowUnused: true)[0];
        }
    }
}
