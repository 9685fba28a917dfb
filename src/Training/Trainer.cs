using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// The loop that people would otherwise write: epochs, validation, metrics, callbacks, checkpoints. It consists of public pieces (data loaders,
/// optimizers, <see cref="Metric"/>, <see cref="Evaluation"/>, <see cref="Training.History"/>), so a loop of one's own does the same with a few
/// lines more.
/// </summary>
public sealed partial class Trainer
{
    private readonly Func<Tensor, Tensor> forward;
    private readonly Func<Tensor, Tensor, Tensor> loss;

    /// <summary>A trainer.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">What moves its parameters.</param>
    /// <param name="loss">The loss of predictions and targets, a mean over the batch: <c>Loss.CrossEntropy</c>.</param>
    /// <exception cref="ArgumentException">The optimizer moves no parameter of the model.</exception>
    public Trainer(Module<Tensor, Tensor> model, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss)
        : this(model, model is null ? null! : model.Call, optimizer, loss)
    {
    }

    /// <summary>A trainer of a model that is called in another way: <c>new Trainer(lstm, x => lstm.Call(x).Output, optimizer, loss)</c>.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="forward">Predictions from inputs.</param>
    /// <param name="optimizer">What moves the model's parameters.</param>
    /// <param name="loss">The loss of predictions and targets, a mean over the batch.</param>
    /// <exception cref="ArgumentException">The optimizer moves no parameter of the model.</exception>
    public Trainer(Module model, Func<Tensor, Tensor> forward, Optimizer optimizer, Func<Tensor, Tensor, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        var trained = model.Parameters().Where(static parameter => parameter.RequiresGrad).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        if (trained.Count > 0 && !optimizer.Groups.Any(group => group.Parameters.Any(trained.Contains)))
            throw new ArgumentException($"Trainer: the {optimizer.GetType().Name} moves none of the parameters of the {model.GetType().Name}, " +
                "which would stay as it is. Make the optimizer after the model, of its parameters: new Adam(model.Parameters()).", nameof(optimizer));
        (Model, this.forward, Optimizer, this.loss) = (model, forward, optimizer, loss);
        closure = ComputeGradients;
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What moves its parameters.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What is measured on the training batches as they come and on the validation data, besides the loss.</summary>
    /// <exception cref="ArgumentException">Two of them have one name.</exception>
    public IReadOnlyList<Metric> Metrics
    {
        get;
        init
        {
            Evaluation.RequireNames(NoneNull(value, nameof(Metrics)), nameof(Trainer));
            field = value;
        }
    } = [];

    /// <summary>What happens besides.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init => field = NoneNull(value, nameof(Callbacks)); } = [];

    /// <summary>The schedule of the learning rate; null for a constant one. The same as a <see cref="ScheduleCallback"/>.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Whether a step of the schedule is a step of the optimizer rather than an epoch.</summary>
    public bool SchedulePerStep { get; init; }

    /// <summary>The greatest norm of all gradients together; null for no limit. The same as <see cref="ClipGradients"/>.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The greatest magnitude of an element of a gradient; null for no limit.</summary>
    public double? ClipValue { get; init; }

    /// <summary>Over how many batches gradients are added up for a step. It is the gradient of all their items together, whatever the sizes of the
    /// batches; the last step of an epoch may have fewer batches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int AccumulateBatches
    {
        get;
        init => field = AtLeast(1, value, nameof(AccumulateBatches));
    } = 1;

    /// <summary>Every how many epochs the validation data are gone through; the last epoch always does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int ValidateEvery
    {
        get;
        init => field = AtLeast(1, value, nameof(ValidateEvery));
    } = 1;

    /// <summary>Every how many steps the validation data are gone through as well; 0 for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public int ValidateEverySteps
    {
        get;
        init => field = AtLeast(0, value, nameof(ValidateEverySteps));
    }

    /// <summary>What <see cref="Generator.Default"/> is seeded with at the start of a training that does not go on from a checkpoint; null to leave
    /// it as it is. A data loader that shuffles and dropout draw from it where they are given no generator of their own.</summary>
    public long? Seed { get; init; }

    /// <summary>Generators that the model, the data or the callbacks draw from, besides the default one and those of the loader and its
    /// sampler: their places are kept in checkpoints.</summary>
    public IReadOnlyList<Generator> Generators { get; init => field = NoneNull(value, nameof(Generators)); } = [];

    /// <summary>What was measured so far, over all calls of Fit.</summary>
    public History History { get; } = new();

    /// <summary>The epoch in progress, or the last one, from 1; 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>The number of the last epoch of this call of Fit, if nothing stops it before.</summary>
    public int LastEpoch { get; private set; }

    /// <summary>How many batches of the epoch are done.</summary>
    public int Batch { get; private set; }

    /// <summary>How many batches the epoch has; null where the data do not say.</summary>
    public int? Batches { get; private set; }

    /// <summary>How many steps the optimizer took.</summary>
    public long Step { get; private set; }

    /// <summary>The loss of the last step, before it was taken; NaN before the first.</summary>
    public double StepLoss { get; private set; } = double.NaN;

    /// <summary>The mean loss over the items of the epoch so far.</summary>
    public double EpochLoss => lossSum / items;

    /// <summary>What the last validation gave; null before the first.</summary>
    public Evaluation? Validation { get; private set; }

    /// <summary>Whether this call of Fit was given validation data.</summary>
    public bool HasValidation => validation is not null;

    /// <summary>Why the training stopped before its last epoch; null where it did not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether the training was cancelled by its token.</summary>
    public bool IsCancelled { get; private set; }

    /// <summary>The batches of the step in progress, for callbacks.</summary>
    public IReadOnlyList<(Tensor Inputs, Tensor Targets)> StepBatches => step;

    /// <summary>Ends the training after the step in progress; the epoch ends as others do, with validation.</summary>
    /// <param name="reason">Why, for people: <see cref="StopReason"/>.</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        StopReason ??= reason;
    }

    /// <summary>Measures loss and metrics on data, in evaluation mode; the model is in its mode of before afterwards.</summary>
    /// <param name="data">The batches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="InvalidOperationException">It was called in the middle of Fit.</exception>
    public Evaluation Evaluate(IEnumerable<(Tensor Inputs, Tensor Targets)> data, CancellationToken cancellationToken = default)
    {
        RequireIdle(nameof(Evaluate));
        return Evaluation.Of(Model, forward, data, loss, Metrics, cancellationToken);
    }

    /// <summary>Measures loss and metrics on a data set, 256 items at a time.</summary>
    /// <inheritdoc cref="Evaluate(IEnumerable{ValueTuple{Tensor, Tensor}}, CancellationToken)"/>
    public Evaluation Evaluate(Dataset data, CancellationToken cancellationToken = default) =>
        Evaluate(new DataLoader(data, EvaluationBatch), cancellationToken);

    /// <summary>What the model gives for inputs, in evaluation mode and unrecorded.</summary>
    /// <param name="inputs">Inputs, [N, …].</param>
    /// <param name="batchSize">How many at a time.</param>
    /// <returns>The predictions, [N, …].</returns>
    public Tensor Predict(Tensor inputs, int batchSize = EvaluationBatch)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        int count = Evaluation.ItemsOf(inputs);
        return Predict(count <= batchSize
            ? [inputs]
            : Enumerable.Range(0, (count + batchSize - 1) / batchSize).Select(i => inputs[(i * batchSize)..Math.Min(count, (i + 1) * batchSize)]));
    }

    /// <summary>What the model gives for the inputs of data, in their order, which should be fixed.</summary>
    /// <param name="data">The batches; their targets are ignored.</param>
    /// <returns>The predictions, [N, …].</returns>
    public Tensor Predict(IEnumerable<(Tensor Inputs, Tensor Targets)> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Predict(data.Select(static batch => batch.Inputs));
    }

    private Tensor Predict(IEnumerable<Tensor> batches)
    {
        using var mode = new EvaluationMode(Model);
        var predictions = new List<Tensor>();
        foreach (var inputs in batches)
        {
            using var scope = new TensorScope();
            predictions.Add(scope.Keep(forward(inputs).Clone())); // A copy, since what a model gives may be a view of more.
        }
        return predictions.Count switch
        {
            0 => throw new ArgumentException("Predict: there is no batch."),
            1 => predictions[0],
            _ => Tensor.Cat([.. predictions]),
        };
    }

    /// <summary>The parameters that the optimizer moves, in its order.</summary>
    internal Tensor[] OptimizedParameters() => [.. Optimizer.Groups.SelectMany(static group => group.Parameters)];

    /// <summary>What a parameter is called in the model.</summary>
    internal string NameOf(Tensor parameter, int position) =>
        Model.NamedParameters().FirstOrDefault(entry => ReferenceEquals(entry.Parameter, parameter)).Name ?? $"parameter {position} of the optimizer";

    private void RequireIdle(string call)
    {
        if (running)
            throw new InvalidOperationException(
                $"Trainer: {call} was called in the middle of Fit. In a callback use Evaluation.Of with metrics of its own.");
    }

    private static int AtLeast(int least, int value, string name) => value >= least
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Trainer: {name} is at least {least}.");

    private static IReadOnlyList<T> NoneNull<T>(IReadOnlyList<T> list, string name) where T : class
    {
        ArgumentNullException.ThrowIfNull(list, name);
        return list.Any(static entry => entry is null) ? throw new ArgumentException($"Trainer: an entry of {name} is null.", name) : list;
    }
}
