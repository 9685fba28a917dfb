using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// The coefficient of determination, 1 − Σ(prediction − target)² / Σ(target − mean)², over all batches; of several outputs the mean, as scikit-learn
/// has it. 1 is perfect, 0 as good as always predicting the mean, and it has no lower bound. The targets' mean and sum of squares are those of all
/// items together, merged batch by batch (Chan, Golub and LeVeque, 1983) and counted from the first, so that no digits are lost far from 0.
/// </summary>
public sealed class R2 : NumericMetric
{
    private double count;
    private double[] firsts = [], means = [], spreads = [], errors = [];

    /// <inheritdoc/>
    public override string Name => "R²";

    /// <summary>The coefficient; NaN for fewer than two items. For constant targets 1 if they are met exactly, else 0, as scikit-learn has
    /// it.</summary>
    public override double Value
    {
        get
        {
            if (count < 2)
                return double.NaN;
            double sum = 0;
            for (int i = 0; i < means.Length; i++)
                sum += spreads[i] > 0 ? 1 - errors[i] / spreads[i] : errors[i] == 0 ? 1 : 0;
            return sum / means.Length;
        }
    }

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets)
    {
        var (predicted, actual, outputs) = Values.Of(predictions, targets, nameof(R2));
        if (count > 0 && outputs != means.Length)
            throw new ShapeException($"R2: a batch has {outputs} outputs, and those before had {means.Length}.");
        int items = actual.Length / outputs;
        if (items == 0)
            return;
        if (count == 0)
            (firsts, means, spreads, errors) = (actual[..outputs], new double[outputs], new double[outputs], new double[outputs]);
        for (int o = 0; o < outputs; o++)
        {
            double mean = 0, spread = 0, error = 0;
            for (int i = o; i < actual.Length; i += outputs)
                mean += actual[i] - firsts[o];
            mean /= items;
            for (int i = o; i < actual.Length; i += outputs)
            {
                spread += (actual[i] - firsts[o] - mean) * (actual[i] - firsts[o] - mean);
                error += (predicted[i] - actual[i]) * (predicted[i] - actual[i]);
            }
            double apart = mean - means[o];
            spreads[o] += spread + apart * apart * count * items / (count + items);
            means[o] += apart * items / (count + items);
            errors[o] += error;
        }
        count += items;
    }

    /// <inheritdoc/>
    public override void Reset() => (count, firsts, means, spreads, errors) = (0, [], [], [], []);

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        state.Numbers.Add("count", count);
        state.Tensors.Add("firsts", Tensor.Of(firsts));
        state.Tensors.Add("means", Tensor.Of(means));
        state.Tensors.Add("spreads", Tensor.Of(spreads));
        state.Tensors.Add("errors", Tensor.Of(errors));
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var loaded = (state.Require("count"), Array("firsts"), Array("means"), Array("spreads"), Array("errors"));
        (count, firsts, means, spreads, errors) = loaded;

        double[] Array(string name) => state.RequireTensor(name).ToArray<double>();
    }
}
