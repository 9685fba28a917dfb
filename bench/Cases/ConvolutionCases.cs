namespace AutoGrad.Bench.Cases;

/// <summary>Convolutions with a bias: forward without a graph, and the backward pass alone, of the gradients of input, filters and bias.</summary>
internal static class ConvolutionCases
{
    public static IEnumerable<(string, Func<Action>)> All =>
    [
        .. Both("conv-64x1x28x28-6-5x5", [64, 1, 28, 28], [6, 1, 5, 5], 2),
        .. Both("conv-64x6x14x14-16-5x5", [64, 6, 14, 14], [16, 6, 5, 5], 0),
        .. Both("conv-32x16x32x32-16-3x3", [32, 16, 32, 32], [16, 16, 3, 3], 1),
        .. Both("conv-32x64x8x8-64-3x3", [32, 64, 8, 8], [64, 64, 3, 3], 1),
    ];

    private static IEnumerable<(string, Func<Action>)> Both(string name, int[] images, int[] filters, int padding) =>
    [
        ($"{name}-fwd", () =>
        {
            Tensor x = Work.Random(images), w = Work.Random(filters), b = Work.Random(filters[0]);
            return Work.Forward(() => x.Conv2d(w, b, padding: padding));
        }),
        ($"{name}-bwd", () =>
        {
            Tensor[] leaves = [Work.Random(images).WithGrad(), Work.Random(filters).WithGrad(), Work.Random(filters[0]).WithGrad()];
            var y = leaves[0].Conv2d(leaves[1], leaves[2], padding: padding);
            var seed = Work.Random([.. y.Shape]);
            return () =>
            {
                using var scope = new TensorScope();
                foreach (var gradient in Autodiff.Grad([y], leaves, [seed], retainGraph: true))
                    Work.Read(gradient!);
            };
        }),
    ];
}
