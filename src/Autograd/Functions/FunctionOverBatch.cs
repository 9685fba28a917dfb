namespace AutoGrad;

/// <summary>
/// A <see cref="Function"/> inside VMap as a function of the physical tensors: forward runs on tensors that stand for all samples of the batch, and
/// backward, which may run when that VMap is long over, in one of its own. So it is recorded for gradients taken outside, as any function is; for
/// gradients taken inside there is a <see cref="FunctionCall"/> on the batched tensors.
/// </summary>
internal sealed class FunctionOverBatch : Function
{
    private readonly Function function;
    private readonly Batch batch;
    private readonly FunctionContext context;
    private readonly bool[] isBatched;
    private Tensor[] shown = [], results = [];
    private bool[] isSavedBatched = [];

    private FunctionOverBatch(Function function, Batch batch, FunctionContext context, ReadOnlySpan<Tensor> inputs)
    {
        (this.function, this.batch, this.context) = (function, batch, context);
        isBatched = new bool[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            isBatched[i] = batch.Has(inputs[i]);
    }

    protected internal override string Name => function.Name;

    protected internal override bool OnceDifferentiable => function.OnceDifferentiable;

    /// <summary>Applies a function to tensors of which one at least is batched.</summary>
    public static Tensor[] Apply(Function function, ReadOnlySpan<Tensor> inputs)
    {
        bool inside = false, outside = false;
        foreach (var input in inputs)
        {
            inside |= input.Node is not null && Autodiff.IsRecording;
            outside |= input.RequiresGrad && Autodiff.IsRecording;
        }
        var batch = Batch.Innermost(inputs);
        var context = new FunctionContext(function, inputs, inside || outside);
        var over = new FunctionOverBatch(function, batch, context, inputs);
        var physical = new Tensor[inputs.Length];
        for (int i = 0; i < physical.Length; i++)
            physical[i] = over.isBatched[i] ? ((BatchedStorage)inputs[i].Storage).Physical : inputs[i];
        var outputs = Array.ConvertAll(over.ApplyAll(physical), y => BatchedStorage.Show(batch, y));
        if (inside)
        {
            var given = inputs.ToArray();
            context.Rebind(tensor => Array.IndexOf(over.shown, tensor) is >= 0 and var i ? given[i]
                : Array.IndexOf(over.results, tensor) is >= 0 and var j ? outputs[j]
                : tensor);
            FunctionCall.Record(function, context, inputs, outputs);
        }
        context.LetGo();
        (over.shown, over.results) = ([], []);
        return outputs;
    }

    protected internal override Tensor[] Forward(FunctionContext outside, ReadOnlySpan<Tensor> inputs)
    {
        shown = new Tensor[inputs.Length];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = isBatched[i] ? BatchedStorage.Show(batch, inputs[i]) : inputs[i];
        try
        {
            results = context.EndForward(function.Forward(context, shown), shown);
        }
        finally
        {
            context.Close();
        }
        var physical = Array.ConvertAll(results, batch.Whole);
        for (int j = 0; j < results.Length; j++)
            if (context.IsConstant(results[j]))
                outside.MarkNonDifferentiable(physical[j]);
        var isSavedBatched = new List<bool>();
        foreach (var (tensor, _, constant) in context.Entries)
        {
            int input = Array.IndexOf(shown, tensor), result = Array.IndexOf(results, tensor);
            isSavedBatched.Add(result >= 0 || batch.Has(tensor));
            var whole = input >= 0 ? inputs[input] : result >= 0 ? physical[result] : batch.Has(tensor) ? batch.Whole(tensor) : tensor;
            if (constant)
                outside.SaveConstant(whole);
            else
                outside.SaveForBackward(whole);
        }
        this.isSavedBatched = [.. isSavedBatched];
        return physical;
    }

    protected internal override Tensor?[] Backward(FunctionContext outside, ReadOnlySpan<Tensor> gradients)
    {
        int count = gradients.Length;
        bool[] arrived = [.. Enumerable.Range(0, count).Select(outside.HasGradient)];
        var shapes = new Shape[isBatched.Length]; // Of one sample.
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = isBatched[i] ? new(outside.InputShape(i).AsSpan()[1..]) : outside.InputShape(i);
        var present = new bool[isBatched.Length];
        int?[] axes = [.. arrived.Select(static _ => 0), .. isSavedBatched.Select(static on => on ? 0 : (int?)null)];
        var found = new BatchedFunction(OfSamples, OfSamples, null, axes).Call([.. gradients, .. outside.Saved]);
        var all = new Tensor?[isBatched.Length];
        for (int i = 0, next = 0; i < all.Length; i++)
            if (present[i])
                all[i] = isBatched[i] ? found[next++] : new SumTo(shapes[i]).Apply(found[next++]);
        return all;

        Tensor[] OfSamples(Tensor[] given)
        {
            var partials = function.Differentiate(context.ForBackward(given[count..], arrived), given[..count]);
            var fitted = new List<Tensor>();
            for (int i = 0; i < partials.Length; i++)
                if (present[i] = partials[i] is not null)
                    fitted.Add(BackwardPass.Fit(partials[i]!, shapes[i], function, i));
            return [.. fitted];
        }
    }
}
