namespace AutoGrad;

internal sealed partial class CheckedFunction
{
    /// <summary>Jᵀu for each variable, by one backward pass.</summary>
    /// <param name="u">A gradient for each result; null for none.</param>
    public double[][] Gradients(Tensor?[] u)
    {
        var (leaves, outputs) = Record();
        return Gradients(leaves, outputs, u, retainGraph: false);
    }

    /// <summary>Jᵀu for several u through one graph, one after another.</summary>
    public double[][][] GradientsTogether(IEnumerable<Tensor?[]> several)
    {
        var (leaves, outputs) = Record();
        return [.. several.Select(u => Gradients(leaves, outputs, u, retainGraph: true))];
    }

    /// <summary>Jᵀu for several u by one backward pass that is mapped over them, so that every operation on its way goes by its batching rule; null
    /// where a rule reads values, which no batch has.</summary>
    public double[][][]? GradientsMapped(Tensor[][] several)
    {
        var (leaves, outputs) = Record();
        int[] reached = [.. Enumerable.Range(0, outputs.Length).Where(o => outputs[o].RequiresGrad)];
        if (reached.Length == 0 || leaves.Length == 0)
            return null;
        Tensor[] ends = [.. reached.Select(o => outputs[o])];
        var mapped = Autodiff.VMap((Tensor[] u) => Autodiff.Grad(ends, leaves, u, allowUnused: true));
        try
        {
            var found = mapped([.. reached.Select(o => Tensor.Cat([.. several.Select(u => u[o].Reshape([1, .. u[o].Shape]))]))]);
            return [.. several.Select((_, i) => Array.ConvertAll(found, gradients => PointCopy.Numbers(gradients.Select(0, i))))];
        }
        catch (BatchedValuesException)
        {
            return null;
        }
    }

    /// <summary>uᵀJv by a forward sweep along one variable.</summary>
    public double Tangent(int variable, double[] v, Tensor[] u)
    {
        var (leaves, outputs) = Record();
        var along = Tensor.Adopt(v, leaves[variable].Shape).To(leaves[variable].DType);
        return Push([leaves[variable]], [along], outputs).Zip(u, static (t, weight) => Dot(t, PointCopy.Numbers(weight))).Sum();
    }

    /// <summary>⟨u, f⟩ a step h v to either side of the point, and at it, as the one element of one result.</summary>
    /// <param name="input">Which input to move.</param>
    /// <param name="v">Which way.</param>
    /// <param name="u">The results' weights.</param>
    /// <param name="h">How far.</param>
    /// <param name="unit">How far the values are rounded.</param>
    /// <param name="wavering">How far they differ from one evaluation to the next.</param>
    /// <param name="here">Whether the value at the point itself is wanted; NaN otherwise.</param>
    public Differences Along(int input, double[] v, Tensor[] u, double h, double unit, double wavering, bool here)
    {
        double[][] weights = Array.ConvertAll(u, PointCopy.Numbers);
        double[] x = PointCopy.Numbers(inputs[input]);
        double squares = 0;
        double At(double t)
        {
            var point = (Tensor[])inputs.Clone();
            var moved = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
                moved[i] = x[i] + t * v[i];
            point[input] = Tensor.Adopt(moved, inputs[input].Shape).To(inputs[input].DType);
            double[][] values = Values(point);
            squares = Math.Max(squares, values.Zip(weights, static (f, w) => f.Zip(w, static (a, b) => a * a * b * b).Sum()).Sum());
            return values.Zip(weights, Dot).Sum();
        }

        double center = here ? At(0) : double.NaN, above = At(h), below = At(-h);
        double noise = 8 * unit * Math.Sqrt(squares) + 2 * wavering * weights.Sum(static w => w.Sum(Math.Abs));
        return new([[center]], [[above]], [[below]], h, h) { LeastRounding = noise / h };
    }

    private double[][] Gradients(Tensor[] leaves, Tensor[] outputs, Tensor?[] u, bool retainGraph)
    {
        List<Tensor> reached = [], weights = [];
        for (int o = 0; o < outputs.Length; o++)
            if (outputs[o].RequiresGrad && u[o] is { } weight)
            {
                reached.Add(outputs[o]);
                weights.Add(weight);
            }
        return reached.Count == 0
            ? Array.ConvertAll(leaves, static x => new double[x.ElementCount])
            : Array.ConvertAll(
                Autodiff.Grad(reached.ToArray(), leaves, weights.ToArray(), retainGraph: retainGraph, allowUnused: true), PointCopy.Numbers);
    }
}
