namespace AutoGrad;

/// <summary>What must hold of a backward pass whatever the gradient it is given.</summary>
internal sealed partial class JacobianCheck
{
    private void CheckBackward(CheckedFunction f, Tensor[] y)
    {
        if (!options.StridedGradients && !options.UndefinedGradients && !options.BatchedGradients)
            return;
        var generator = Generator.Seeded(Seed + 2);
        var u = Array.ConvertAll(y, x => PointCopy.Draw(x, generator));
        Try(GradCheckOrder.First, () =>
        {
            double[][] expected = f.Gradients(u);
            if (options.StridedGradients)
                CheckStrided(f, u, expected);
            if (options.UndefinedGradients)
                CheckUndefined(f, u);
            if (options.BatchedGradients)
                CheckBatched(f, u, expected, Array.ConvertAll(y, x => PointCopy.Draw(x, generator)));
            return f;
        });
    }

    private void CheckStrided(CheckedFunction f, Tensor[] u, double[][] expected)
    {
        foreach (var layout in new[] { PointLayout.Transposed, PointLayout.Sliced, PointLayout.Expanded })
        {
            var arranged = Array.ConvertAll(u, x => PointDraw.Arrange(x, layout));
            if (arranged.All(static x => x.IsContiguous))
                continue;
            // The values of an expanded gradient repeat, so that they are others.
            double[][] same = layout == PointLayout.Expanded ? f.Gradients(Array.ConvertAll(arranged, static x => x.Contiguous())) : expected;
            Require(f.Gradients(arranged), same, $"for a gradient that is {layout.ToString().ToLowerInvariant()} in memory and for a contiguous one");
        }
    }

    private void CheckUndefined(CheckedFunction f, Tensor[] u)
    {
        var zeros = Array.ConvertAll(u, static x => Tensor.ZerosLike(x));
        double[][] nothing = f.Gradients(zeros);
        Require(nothing, Array.ConvertAll(nothing, static g => new double[g.Length]), "for a gradient of zeros and as zeros, which it must be");
        for (int o = 0; o < u.Length && u.Length > 1; o++)
        {
            var (alone, filled) = (new Tensor?[u.Length], (Tensor[])zeros.Clone());
            alone[o] = filled[o] = u[o];
            Require(f.Gradients(alone), f.Gradients(filled), $"where only result[{o}] has a gradient and where the others' are zeros");
        }
    }

    private void CheckBatched(CheckedFunction f, Tensor[] u, double[][] expected, Tensor[] other)
    {
        var sum = Array.ConvertAll(u, static x => x);
        for (int o = 0; o < sum.Length; o++)
            sum[o] = Shared<Add>.Op.Apply(u[o], other[o]);
        double[][][] together = f.GradientsTogether([u, other, sum]);
        double[][] apart = f.Gradients(other);
        Require(together[0], expected, "as the first of several through one graph and alone");
        Require(together[1], apart, "as the second of several through one graph and alone");
        Require(
            together[2],
            [.. expected.Zip(apart, static (a, b) => a.Zip(b, static (x, y) => x + y).ToArray())],
            "for a sum of gradients and as the sum of theirs; a rule must be linear in the gradient");
        if (problems.Count > 0 || f.GradientsMapped([u, other, sum]) is not { } mapped)
            return;
        for (int i = 0; i < mapped.Length; i++)
            Require(mapped[i], together[i], "in a backward pass inside VMap and in one of its own; look at the batching rules (Op.VMap)");
    }

    private void Require(double[][] actual, double[][] expected, string between)
    {
        double tolerance = Math.Max(options.NondeterminismTolerance, roundingUnit * 1e4);
        for (int k = 0; k < expected.Length && problems.Count == 0; k++) // One mistake shows in many ways.
        {
            double scale = 1 + expected[k].Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();
            for (int i = 0; i < expected[k].Length; i++)
                if (!actual[k][i].Equals(expected[k][i]) && !(Math.Abs(actual[k][i] - expected[k][i]) <= tolerance * scale))
                {
                    int input = variables[k];
                    problems.Add(FormattableString.Invariant(
                        $"the gradient of {names[input]} differs {between}: element {PointCopy.Index(inputs[input].Shape, i)} is ") +
                        FormattableString.Invariant($"{actual[k][i]:G10} and {expected[k][i]:G10}."));
                    return;
                }
        }
    }
}
