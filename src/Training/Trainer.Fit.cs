using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Training;

public sealed partial class Trainer
{
    private const int EvaluationBatch = 256;

    private readonly Func<Tensor> closure;
    private readonly List<(Tensor Inputs, Tensor Targets)> step = [];
    private Callback[]? callbacks;
    private IEnumerable<(Tensor Inputs, Tensor Targets)>? validation;
    private Tensor[] parameters = [];
    private bool running, epochDone = true, stepMeasured;
    private double lossSum, items, learningRate;

    /// <summary>
    /// Trains. The history it returns goes on with every call; so do epochs and steps. Where the token is cancelled the training ends after the step
    /// in progress, and what was measured so far is returned. The model is left as <see cref="EarlyStopping"/> or the last step left it.
    /// </summary>
    /// <param name="train">The training batches, an epoch for each time they are gone through: a <see cref="DataLoader"/>, or an array of
    /// batches.</param>
    /// <param name="validation">The validation batches; null for none.</param>
    /// <param name="epochs">How many epochs to train; those before the checkpoint that a training goes on from count.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <param name="resumeFrom">A checkpoint, or a folder of them, to go on from; a folder without one, or one that does not exist, is no
    /// error, and the training starts from the beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is less than one epoch.</exception>
    /// <exception cref="InvalidOperationException">It is training already, or a callback asks for what it cannot have, or the checkpoint is that
    /// of another model, optimizer or trainer; none of them was changed.</exception>
    public History Fit(
        IEnumerable<(Tensor Inputs, Tensor Targets)> train, IEnumerable<(Tensor Inputs, Tensor Targets)>? validation = null, int epochs = 1,
        CancellationToken cancellationToken = default, string? resumeFrom = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        RequireIdle(nameof(Fit));
        running = true;
        try
        {
            Begin(train, validation, epochs, resumeFrom);
            while (!IsCancelled && (!epochDone || Epoch < LastEpoch && StopReason is null))
                RunEpoch(train, cancellationToken);
            End();
        }
        catch (Exception reason)
        {
            foreach (var callback in Ordered)
                callback.OnFailure(this, reason);
            throw;
        }
        finally
        {
            (running, canSave, this.validation) = (false, true, null);
        }
        return History;
    }

    /// <summary>Trains on a data set, in batches drawn at random, and validates on another.</summary>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What to validate on; null for nothing.</param>
    /// <param name="epochs">How many epochs to train.</param>
    /// <param name="batchSize">How many items a batch holds.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <param name="resumeFrom">A checkpoint, or a folder of them, to go on from.</param>
    /// <inheritdoc cref="Fit(IEnumerable{ValueTuple{Tensor, Tensor}}, IEnumerable{ValueTuple{Tensor, Tensor}}?, int, CancellationToken, string?)"/>
    public History Fit(
        Dataset train, Dataset? validation = null, int epochs = 1, int batchSize = 32, CancellationToken cancellationToken = default,
        string? resumeFrom = null)
    {
        var batches = validation is null ? null : new DataLoader(validation, EvaluationBatch);
        return Fit(new DataLoader(train, batchSize, shuffle: true), batches, epochs, cancellationToken, resumeFrom);
    }

    private void Begin(
        IEnumerable<(Tensor Inputs, Tensor Targets)> train, IEnumerable<(Tensor Inputs, Tensor Targets)>? validation, int epochs, string? resumeFrom)
    {
        this.validation = validation;
        Batches = (train as IReadOnlyCollection<(Tensor, Tensor)>)?.Count;
        parameters = OptimizedParameters();
        if (!Model.IsTraining)
            Model.Train();
        FindCheckpoint(resumeFrom);
        var saved = pending;
        (pending, canSave, IsCancelled) = (null, false, false);
        if (saved is null)
        {
            (FirstEpoch, StopReason, epochDone) = (Epoch, null, true); // An epoch in which an earlier call was cancelled is left as it is.
            if (Seed is { } seed)
                Generator.Default.Reseed(seed);
        }
        LastEpoch = FirstEpoch + epochs;
        FindGenerators(train);
        foreach (var callback in Ordered)
            callback.OnFitStart(this);
        if (saved is not null)
            GoOn(saved);
    }

    private void RunEpoch(IEnumerable<(Tensor Inputs, Tensor Targets)> train, CancellationToken cancellation)
    {
        int skipped = 0;
        if (epochDone)
        {
            (Epoch, Batch, epochDone, lossSum, items) = (Epoch + 1, 0, false, 0, 0);
            foreach (var metric in Metrics)
                metric.Reset();
            foreach (var callback in callbacks!)
                callback.OnEpochStart(this);
            NoteEpochStart();
        }
        else
            skipped = Batch;
        using var batches = skipped == 0 ? train.GetEnumerator() : Skip(train, skipped);
        while (StopReason is null && (IsCancelled = cancellation.IsCancellationRequested) is false && Gather(batches, cancellation))
            RunStep();
        if (IsCancelled)
            return;
        if (Batch == 0)
            throw new ArgumentException("Fit: the training data have no batch. A sequence that can be gone through only once has none in its " +
                "second epoch; use a DataLoader or an array.", nameof(train));
        EndEpoch(cancellation);
    }

    /// <summary>Takes the batches of the next step out of the data.</summary>
    private bool Gather(IEnumerator<(Tensor Inputs, Tensor Targets)> batches, CancellationToken cancellation)
    {
        step.Clear();
        try
        {
            while (step.Count < AccumulateBatches && batches.MoveNext())
                step.Add(batches.Current);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) // A loader may have the same token.
        {
            step.Clear();
            IsCancelled = true;
        }
        return step.Count > 0;
    }

    private void RunStep()
    {
        using (new TensorScope()) // The next step uses the same memory.
            try
            {
                learningRate = Optimizer.LearningRate;
                stepMeasured = false;
                Optimizer.Step(closure);
            }
            finally
            {
                Optimizer.ZeroGrad(); // Gradients end with the scope.
            }
        Step++;
        Batch += step.Count;
        step.Clear();
        if (ValidateEverySteps > 0 && Step % ValidateEverySteps == 0 && validation is not null)
            ValidateWithin();
        canSave = true;
        foreach (var callback in callbacks!)
            callback.OnStepEnd(this);
        canSave = false;
    }

    /// <summary>Clears the gradients and computes them anew; optimizers with a line search call it several times a step.</summary>
    private Tensor ComputeGradients()
    {
        Optimizer.ZeroGrad();
        var result = step.Count == 1 ? Backward(step[0].Inputs, step[0].Targets, 1) : Accumulate();
        stepMeasured = true;
        foreach (var callback in callbacks!)
            callback.OnGradients(this);
        return result;
    }

    /// <summary>The gradient of several batches, as if they were one: each loss weighs as much as it has items.</summary>
    private Tensor Accumulate()
    {
        double all = 0, sum = 0;
        foreach (var (inputs, _) in step)
            all += Evaluation.ItemsOf(inputs);
        bool first = !stepMeasured;
        foreach (var (inputs, targets) in step)
        {
            using var batch = new TensorScope();
            double weight = Evaluation.ItemsOf(inputs) / all;
            sum += weight * Backward(inputs, targets, weight).Item();
            foreach (var parameter in parameters)
                if (parameter.Grad is { } gradient)
                    batch.Keep(gradient);
        }
        if (first)
            StepLoss = sum;
        return Tensor.Of([sum]).Sum();
    }

    private Tensor Backward(Tensor inputs, Tensor targets, double weight)
    {
        var predictions = forward(inputs);
        var value = loss(predictions, targets);
        if (value.ElementCount != 1)
            throw new ShapeException($"Trainer: the loss is {value.Shape}; it must be a single number. Reduce it: (p, t) => Loss.…(p, t).Mean().");
        (weight == 1 ? value : value * weight).Backward();
        if (!stepMeasured)
        {
            int count = Evaluation.ItemsOf(inputs);
            StepLoss = value.Item();
            lossSum += StepLoss * count;
            items += count;
            if (Metrics.Count > 0)
                Measure(predictions.Detach(), targets);
        }
        return value;
    }

    /// <summary>Computes the step in progress once more with anomaly detection; null where that finds nothing. The model's buffers and the
    /// generators stay as they are.</summary>
    internal string? FindAnomaly()
    {
        var places = Array.ConvertAll(generators, static generator => (generator.Seed, generator.Position));
        var buffers = Model.Buffers().Select(static buffer => (buffer, buffer.Detach().Clone())).ToArray();
        try
        {
            using var detection = Autodiff.DetectAnomaly(checkForward: true, checkInfinity: true);
            foreach (var (inputs, targets) in step)
                loss(forward(inputs), targets).Backward();
            return null;
        }
        catch (AnomalyException found)
        {
            return found.Message;
        }
        finally
        {
            Place(places);
            using var unrecorded = Autodiff.NoGrad();
            foreach (var (buffer, before) in buffers)
                buffer.CopyInPlace(before);
        }
    }

    private void Measure(Tensor predictions, Tensor targets)
    {
        using var unrecorded = Autodiff.NoGrad();
        foreach (var metric in Metrics)
            metric.Update(predictions, targets);
    }

    private void EndEpoch(CancellationToken cancellation)
    {
        var measured = Metrics.OfType<NumericMetric>().Select(static metric => (metric.Name, metric.Value)).ToArray();
        bool validates = validation is not null && (Epoch % ValidateEvery == 0 || Epoch == LastEpoch || StopReason is not null);
        if (validates && !TryValidate(cancellation))
            return;
        Note("train", EpochLoss, measured);
        if (validates)
            NoteValidation();
        History.Add("learning rate", learningRate, Step, Epoch);
        (epochDone, canSave) = (true, true);
        foreach (var callback in callbacks!)
            callback.OnEpochEnd(this);
        canSave = false;
    }

    /// <summary>Validates between two steps.</summary>
    private void ValidateWithin()
    {
        var states = SaveMetrics();
        Validation = Evaluation.Of(Model, forward, validation!, loss, Metrics, default);
        LoadMetrics(states);
        NoteValidation();
    }

    /// <summary>Validates after an epoch. If that is cancelled all is as it was, and the metrics go on where they were.</summary>
    private bool TryValidate(CancellationToken cancellation)
    {
        var states = cancellation.CanBeCanceled ? SaveMetrics() : [];
        try
        {
            Validation = Evaluation.Of(Model, forward, validation!, loss, Metrics, cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LoadMetrics(states);
            IsCancelled = true;
            return false;
        }
    }

    private SavedState[] SaveMetrics() => [.. Metrics.Select(static metric => metric.StateDict())];

    private void LoadMetrics(SavedState[] states)
    {
        for (int i = 0; i < states.Length; i++)
        {
            Metrics[i].Reset();
            Metrics[i].LoadStateDict(states[i]);
        }
    }

    private void NoteValidation()
    {
        Note("validation", Validation!.Loss, [.. Validation.Metrics.Select(static entry => (entry.Key, entry.Value))]);
        foreach (var callback in callbacks!)
            callback.OnValidationEnd(this);
    }

    private void Note(string data, double value, (string Name, double Value)[] measured)
    {
        History.Add($"{data}/loss", value, Step, Epoch);
        foreach (var (name, number) in measured)
            History.Add($"{data}/{name}", number, Step, Epoch);
    }

    private void End()
    {
        canSave = true;
        if (IsCancelled)
            foreach (var callback in callbacks!)
                callback.OnCancelled(this);
        canSave = false;
        foreach (var callback in callbacks!)
            callback.OnFitEnd(this);
    }
}
