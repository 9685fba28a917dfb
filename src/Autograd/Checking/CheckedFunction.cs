namespace AutoGrad;

/// <summary>
/// A function of several tensors with several results, at a point, as a gradient check sees it: values and Jacobians as arrays of numbers. The
/// inputs are copies that keep the originals' strides, so that a function meets the layout that its caller has.
/// </summary>
internal sealed partial class CheckedFunction
{
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly Tensor[] inputs;
    private readonly byte[][] original;

    /// <param name="function">The function.</param>
    /// <param name="inputs">Where. Inputs that are not floating-point are constants.</param>
    public CheckedFunction(Func<Tensor[], Tensor[]> function, Tensor[] inputs)
    {
        this.function = function;
        this.inputs = Array.ConvertAll(inputs, PointCopy.SameLayout);
        original = Array.ConvertAll(this.inputs, PointCopy.Bits);
        Variables = [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i].DType.IsFloatingPoint)];
    }

    /// <summary>Which inputs are differentiated by.</summary>
    public int[] Variables { get; }

    public Shape ShapeOf(int input) => inputs[input].Shape;

    /// <summary>The results, without a graph.</summary>
    public Tensor[] Evaluate()
    {
        using (Autodiff.NoGrad())
            return function([.. inputs.Select(static x => x.Detach())]);
    }

    /// <summary>The first input that has been written to since the beginning, or −1.</summary>
    public int FindOverwritten() => Array.FindIndex(inputs, x => !PointCopy.Bits(x).AsSpan().SequenceEqual(original[Array.IndexOf(inputs, x)]));

    /// <summary>
    /// The Jacobian of each result by each variable, entry [row, column] at row · columns + column, by backward passes from each element.
    /// </summary>
    public double[,][] ReverseJacobians()
    {
        var (leaves, outputs) = Record();
        var result = new double[outputs.Length, leaves.Length][];
        for (int o = 0; o < outputs.Length; o++)
        {
            int rows = outputs[o].ElementCount;
            for (int k = 0; k < leaves.Length; k++)
                result[o, k] = new double[rows * leaves[k].ElementCount];
            if (!outputs[o].RequiresGrad || leaves.Length == 0)
                continue;
            for (int row = 0; row < rows; row++)
            {
                var unit = Unit(outputs[o], row);
                var gradients = Autodiff.Grad([outputs[o]], leaves, [unit], retainGraph: true, allowUnused: true);
                for (int k = 0; k < leaves.Length; k++)
                    PointCopy.Numbers(gradients[k]).CopyTo(result[o, k], row * leaves[k].ElementCount);
            }
        }
        return result;
    }

    /// <summary>The same Jacobians, by forward sweeps along each element of each variable.</summary>
    public double[,][] ForwardJacobians()
    {
        var (leaves, outputs) = Record();
        var result = new double[outputs.Length, leaves.Length][];
        for (int k = 0; k < leaves.Length; k++)
        {
            int columns = leaves[k].ElementCount;
            for (int o = 0; o < outputs.Length; o++)
                result[o, k] = new double[outputs[o].ElementCount * columns];
            for (int column = 0; column < columns; column++)
            {
                var tangents = Push([leaves[k]], [Unit(leaves[k], column)], outputs);
                for (int o = 0; o < outputs.Length; o++)
                    for (int row = 0; row < tangents[o].Length; row++)
                        result[o, k][row * columns + column] = tangents[o][row];
            }
        }
        return result;
    }

    /// <summary>
    /// ⟨u, J v⟩ by one forward sweep along all variables together and ⟨Jᵀu, v⟩ by one backward pass from all results, u and v being drawn.
    /// </summary>
    public InnerProducts InnerProducts(Generator generator)
    {
        var (leaves, outputs) = Record();
        var along = Array.ConvertAll(leaves, x => PointCopy.Draw(x, generator));
        var against = Array.ConvertAll(outputs, y => PointCopy.Draw(y, generator));
        double forward = Push(leaves, along, outputs).Zip(against, static (t, u) => Dot(t, PointCopy.Numbers(u))).Sum();
        if (!outputs.Any(static y => y.RequiresGrad))
            return new(forward, 0);
        var gradients = Autodiff.Grad(outputs, leaves, against, allowUnused: true);
        return new(forward, gradients.Zip(along, static (g, v) => Dot(PointCopy.Numbers(g), PointCopy.Numbers(v))).Sum());
    }

    /// <summary>Difference quotients in one element of one input.</summary>
    public Differences Differences(int input, int element, double epsilon)
    {
        var point = (Tensor[])inputs.Clone();
        if (PointCopy.Overlaps(point[input]))
            point[input] = point[input].Detach().Clone();
        var at = new ElementAccess(point[input], element);
        double x = at.Value, h = epsilon * Math.Max(1, Math.Abs(x));
        try
        {
            double[][] here = Values(point);
            double right = at.Value = x + h;
            double[][] above = Values(point);
            right = at.Value;
            at.Value = x - h;
            double left = at.Value;
            double[][] below = Values(point);
            return new(here, above, below, right - x, x - left);
        }
        finally
        {
            at.Value = x;
        }
    }

    private double[][] Values(Tensor[] point)
    {
        using (Autodiff.NoGrad())
            return Array.ConvertAll(function([.. point.Select(static x => x.Detach())]), PointCopy.Numbers);
    }

    private (Tensor[] Leaves, Tensor[] Outputs) Record()
    {
        using (Autodiff.EnableGrad())
        {
            var point = Array.ConvertAll(inputs, static x => x.DType.IsFloatingPoint ? x.Detach().WithGrad() : x.Detach());
            return ([.. Variables.Select(i => point[i])], function(point));
        }
    }

    private static double[][] Push(Tensor[] leaves, Tensor[] directions, Tensor[] outputs)
    {
        using (Autodiff.NoGrad())
        {
            var tangents = ForwardPass.Run(leaves, directions, outputs);
            return [.. outputs.Select((y, o) => tangents[o] is { } t ? PointCopy.Numbers(Fit(t, y)) : new double[y.ElementCount])];
        }
    }

    private static Tensor Fit(Tensor tangent, Tensor output) => tangent.Shape == output.Shape
        ? tangent
        : throw new ShapeException(
            $"The forward-mode rule of {output.Node!.Op} returned a tangent of shape {tangent.Shape} for a result of shape {output.Shape}.");

    private static Tensor Unit(Tensor like, int element)
    {
        var unit = Tensor.Zeros(like.Shape, like.DType);
        new ElementAccess(unit, element).Value = 1;
        return unit;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();
}

/// <summary>⟨u, J v⟩ and ⟨Jᵀu, v⟩, which are equal if both derivatives are those of one function.</summary>
internal sealed record InnerProducts(double Forward, double Reverse);

/// <summary>The results at a point and a step h to its either side along one coordinate.</summary>
/// <param name="Here">Each result at the point.</param>
/// <param name="Above">Each result to the right.</param>
/// <param name="Below">Each result to the left.</param>
/// <param name="StepUp">The step to the right, as it could be represented.</param>
/// <param name="StepDown">The step to the left.</param>
internal sealed record Differences(double[][] Here, double[][] Above, double[][] Below, double StepUp, double StepDown)
{
    /// <summary>What rounding does to a quotient at least, where that is known otherwise.</summary>
    public double LeastRounding { get; init; }

    public double Central(int output, int row) => (Above[output][row] - Below[output][row]) / (StepUp + StepDown);

    /// <summary>How far the one-sided quotients lie apart. For a smooth function it is h times the second derivative.</summary>
    public double Gap(int output, int row) =>
        Math.Abs((Above[output][row] - Here[output][row]) / StepUp - (Here[output][row] - Below[output][row]) / StepDown);

    /// <summary>How far rounding of the results can move a one-sided quotient.</summary>
    public double Rounding(int output, int row, double unit) =>
        Math.Max(LeastRounding, 4 * unit * Math.Max(Math.Abs(Above[output][row]), Math.Abs(Below[output][row])) / Math.Min(StepUp, StepDown));
}
