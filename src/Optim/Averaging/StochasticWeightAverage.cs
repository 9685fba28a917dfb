using AutoGrad.Nn;

namespace AutoGrad.Optim;

/// <summary>
/// Stochastic weight averaging: the plain mean of the parameters, usually once an epoch towards the end of training at a constant learning rate
/// (<see cref="SWALR"/>). Running statistics of batch normalisation do not belong to it; take them anew with
/// <see cref="UpdateBatchNorm{TInput, TOutput}(Module{TInput, TOutput}, IEnumerable{TInput})"/>. Izmailov et al., UAI 2018.
/// </summary>
public sealed class StochasticWeightAverage : WeightAverage
{
    /// <summary>Averages of the given parameters.</summary>
    /// <param name="parameters">What to average: a model's Parameters().</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice or cannot be averaged.</exception>
    public StochasticWeightAverage(IEnumerable<Tensor> parameters) : base(parameters, fromZero: true)
    {
    }

    private protected override double Share => 1.0 / Updates;

    /// <summary>Takes the running statistics of a model's batch normalisation anew, as the plain average over some batches.</summary>
    /// <param name="model">The model; its parameters stay, and so does whether it is in training.</param>
    /// <param name="inputs">The batches.</param>
    /// <exception cref="ArgumentException">There are no batches; nothing was changed.</exception>
    public static void UpdateBatchNorm<TInput, TOutput>(Module<TInput, TOutput> model, IEnumerable<TInput> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputs);
        using var batches = inputs.GetEnumerator();
        if (!batches.MoveNext())
            throw new ArgumentException("UpdateBatchNorm: there are no batches to take statistics of.", nameof(inputs));
        var norms = model.Modules().OfType<BatchNorm>().Where(static norm => norm.RunningMean is not null).ToArray();
        if (norms.Length == 0)
            return;
        var momenta = norms.Select(static norm => norm.Momentum).ToArray();
        var training = model.Modules().Select(static module => (module, module.IsTraining)).ToArray();
        using var mode = Autodiff.NoGrad();
        try
        {
            model.Train();
            foreach (var norm in norms)
            {
                norm.ResetRunningStats();
                norm.Momentum = null;
            }
            do
                model.Forward(batches.Current);
            while (batches.MoveNext());
        }
        finally
        {
            for (int i = 0; i < norms.Length; i++)
                norms[i].Momentum = momenta[i];
            foreach (var (module, was) in training) // Those that hold others come before them.
                module.Train(was);
        }
    }

    /// <summary>The same for a loader, of whose batches the inputs are taken.</summary>
    /// <inheritdoc cref="UpdateBatchNorm{TInput, TOutput}(Module{TInput, TOutput}, IEnumerable{TInput})"/>
    public static void UpdateBatchNorm<TOutput>(Module<Tensor, TOutput> model, IEnumerable<(Tensor Inputs, Tensor Targets)> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        UpdateBatchNorm(model, inputs.Select(static batch => batch.Inputs));
    }
}
