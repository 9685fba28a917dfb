using System.Text.Json.Nodes;
using AutoGrad.Data;
using AutoGrad.Interop;
using AutoGrad.Optim;

namespace AutoGrad.Training;

public sealed partial class Trainer
{
    private const string ModelPart = "model", OptimizerPart = "optimizer", HistoryPart = "history", SumsPart = "sums";

    private const string CallbackPart = "callback", MetricPart = "metric";

    private Generator[] generators = [Generator.Default];
    private (long Seed, long Position)[] epochStart = [];
    private Checkpoint? pending;
    private ClipGradients? clip;
    private ScheduleCallback? scheduled;
    private bool canSave = true;

    /// <summary>After which epoch this run began.</summary>
    private int FirstEpoch { get; set; }

    /// <summary>
    /// Everything that it takes to go on to the same bits: model, optimizer, callbacks, metrics, generators, the place in the data and the history.
    /// All of it is copied.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is asked for where a step is half done: callbacks may in <see cref="Callback.OnStepEnd"/>,
    /// <see cref="Callback.OnEpochEnd"/> and <see cref="Callback.OnCancelled"/>.</exception>
    public Checkpoint ToCheckpoint()
    {
        if (!canSave)
            throw new InvalidOperationException(
                "Trainer: a checkpoint is made between steps. In a callback that is in OnStepEnd, OnEpochEnd or OnCancelled.");
        var checkpoint = new Checkpoint().Add(ModelPart, Model).Add(OptimizerPart, Optimizer);
        checkpoint.Add(HistoryPart, History.ToPart());
        var sums = new CheckpointPart("Sums");
        sums.Set("loss", lossSum);
        sums.Set("items", items);
        sums.Set("stepLoss", StepLoss);
        sums.Set("learningRate", learningRate);
        checkpoint.Add(SumsPart, sums);
        foreach (var (name, callback) in Named(Ordered, CallbackPart))
            if (callback.StateDict() is { } state && state.Numbers.Count + state.Tensors.Count > 0)
                checkpoint.Add(name, state);
        foreach (var (name, metric) in Named(Metrics, MetricPart))
            if (metric.StateDict() is { } state && state.Numbers.Count + state.Tensors.Count > 0)
                checkpoint.Add(name, state);
        for (int i = 0; i < generators.Length; i++)
        {
            checkpoint.Add($"generator {i}", generators[i]);
            if (i < epochStart.Length)
                checkpoint.Add($"generator {i} at the epoch's start", Generator.At(epochStart[i].Seed, epochStart[i].Position));
        }
        var values = checkpoint.Values;
        (values["step"], values["epoch"], values["batch"], values["batches"]) = (Step, Epoch, Batch, Batches);
        (values["epochDone"], values["firstEpoch"], values["stopReason"]) = (epochDone, FirstEpoch, StopReason);
        return checkpoint;
    }

    /// <summary>
    /// Takes over model, optimizer and history of a checkpoint; the next call of Fit goes on from there, to the same bits, if the trainer, the data
    /// and the callbacks are as they were. Fit's <c>resumeFrom</c> does the same in one step.
    /// </summary>
    /// <exception cref="CheckpointException">It is not the checkpoint of a trainer; nothing was changed.</exception>
    /// <exception cref="InvalidOperationException">A callback or metric of the checkpoint is not there; nothing was changed.</exception>
    /// <exception cref="Nn.StateDictException">The model does not fit; nothing was changed.</exception>
    /// <exception cref="SavedStateException">The optimizer does not fit; nothing was changed.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        RequireIdle(nameof(Restore));
        Take(checkpoint);
    }

    /// <summary>The callbacks, those that options stand for included, in the order in which they are called.</summary>
    private Callback[] Ordered => callbacks ??= [.. Own().Concat(Callbacks).OrderBy(static callback => callback.Order)];

    /// <summary>The callbacks that options stand for.</summary>
    private IEnumerable<Callback> Own()
    {
        if (ClipNorm is not null || ClipValue is not null)
            yield return clip ??= new(ClipNorm, ClipValue);
        if (Schedule is not null)
            yield return scheduled ??= new(Schedule, SchedulePerStep);
    }

    private void Take(Checkpoint checkpoint)
    {
        var values = checkpoint.Values;
        var place = (Number<long>("step"), Number<int>("epoch"), Number<int>("batch"), Number<int>("firstEpoch"), Number<bool>("epochDone"));
        var (history, sums) = (History.FromPart(checkpoint[HistoryPart]), checkpoint.State(SumsPart));
        RequireAll(checkpoint.Parts.Keys);
        var (loss, all, stepLoss, rate) = (sums.Require("loss"), sums.Require("items"), sums.Require("stepLoss"), sums.Require("learningRate"));
        var before = Model.StateDict();
        checkpoint.Restore(ModelPart, Model);
        try
        {
            checkpoint.Restore(OptimizerPart, Optimizer);
        }
        catch
        {
            Model.LoadStateDict(before);
            throw;
        }
        History.Take(history);
        (Step, Epoch, Batch, FirstEpoch, epochDone) = place;
        (lossSum, items, StepLoss, learningRate) = (loss, all, stepLoss, rate);
        StopReason = values["stopReason"]?.GetValue<string>();
        pending = checkpoint;

        T Number<T>(string name) => values[name] is JsonValue value && value.TryGetValue(out T? number)
            ? number
            : throw new InvalidOperationException($"Trainer: the checkpoint has no {name}; it was not made by a trainer.");
    }

    /// <summary>Refuses a checkpoint with the state of something that is not here.</summary>
    private void RequireAll(IEnumerable<string> parts)
    {
        var callbacks = Named(Ordered, CallbackPart).Select(static entry => entry.Name);
        string[] known = [.. callbacks, .. Named(Metrics, MetricPart).Select(static entry => entry.Name)];
        foreach (string part in parts.Except(known))
            if (part.StartsWith(CallbackPart, StringComparison.Ordinal) || part.StartsWith(MetricPart, StringComparison.Ordinal))
                throw new InvalidOperationException(
                    $"Trainer: the checkpoint has a {part}, and this trainer has " +
                    $"{(known.Length == 0 ? "neither callbacks nor metrics" : string.Join(", ", known))}. " +
                    "To go on to the same result it takes the same callbacks and metrics.");
    }

    private void FindCheckpoint(string? from)
    {
        if (from is null)
            return;
        string? file = Directory.Exists(from) ? Checkpoints.Newest(from) : File.Exists(from) ? from : null;
        if (file is null)
            return;
        var checkpoint = Checkpoint.Load(file);
        try
        {
            Take(checkpoint);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidOperationException(
                $"Fit: the training cannot go on from {file}. {problem.Message}\n" +
                $"Go on with the program that made it, or, to train anew, name another folder or delete {from}.", problem);
        }
    }

    /// <summary>What is loaded once the callbacks know what they belong to.</summary>
    private void GoOn(Checkpoint checkpoint)
    {
        if (!epochDone && checkpoint.Values["batches"] is JsonValue value && value.TryGetValue(out int batches) && batches != Batches)
            throw new InvalidOperationException(
                $"Trainer: the checkpoint lies in the middle of an epoch of {batches} batches, and the data now have " +
                $"{Batches?.ToString() ?? "an unknown number"}. Go on with the same data and batch size.");
        int kept = 0;
        while (checkpoint.Parts.ContainsKey($"generator {kept}"))
            kept++;
        if (kept != generators.Length)
            throw new InvalidOperationException(
                $"Trainer: there are {generators.Length} generators, with the default one, and the checkpoint has {kept}. Give the loader, its " +
                "sampler and Generators the same as before.");
        foreach (var (name, callback) in Named(Ordered, CallbackPart))
            if (checkpoint.Parts.ContainsKey(name))
                callback.LoadStateDict(checkpoint.State(name));
        foreach (var (name, metric) in Named(Metrics, MetricPart))
        {
            metric.Reset();
            if (checkpoint.Parts.ContainsKey(name))
                metric.LoadStateDict(checkpoint.State(name));
        }
        epochStart = [];
        for (int i = 0; i < generators.Length; i++)
        {
            checkpoint.Restore($"generator {i}", generators[i]);
            if (!checkpoint.Parts.ContainsKey($"generator {i} at the epoch's start"))
                continue;
            var start = Generator.Seeded(0);
            checkpoint.Restore($"generator {i} at the epoch's start", start);
            epochStart = [.. epochStart, (start.Seed, start.Position)];
        }
    }

    private void FindGenerators(IEnumerable<(Tensor Inputs, Tensor Targets)> train)
    {
        var drawing = (train as DataLoader)?.Generators ?? [];
        generators = [.. drawing.Prepend(Generator.Default).Concat(Generators).Distinct()];
    }

    private void NoteEpochStart() => epochStart = Array.ConvertAll(generators, static generator => (generator.Seed, generator.Position));

    /// <summary>Draws the epoch's order again, and goes to its first batch that is not done.</summary>
    private IEnumerator<(Tensor Inputs, Tensor Targets)> Skip(IEnumerable<(Tensor Inputs, Tensor Targets)> train, int count)
    {
        var now = Array.ConvertAll(generators, static generator => (generator.Seed, generator.Position));
        Place(epochStart);
        // A loader need not load them; its first batch draws the order, so the last of them is loaded all the same.
        var (rest, left) = train is DataLoader loader ? (loader.Skip(count - 1), 1) : (train, count);
        var batches = rest.GetEnumerator();
        for (int i = count - left; i < count; i++)
            if (!batches.MoveNext())
            {
                batches.Dispose();
                throw new InvalidOperationException(
                    $"Trainer: the checkpoint lies {count} batches into an epoch, and the data have {i}. Go on with the same data and batch size.");
            }
        Place(now);
        return batches;
    }

    private void Place((long Seed, long Position)[] places)
    {
        for (int i = 0; i < places.Length; i++)
            generators[i].Reseed(places[i].Seed, places[i].Position);
    }

    /// <summary>Names for parts of a checkpoint: the kind, and a number where there are several of it.</summary>
    private static IEnumerable<(string Name, T Value)> Named<T>(IEnumerable<T> values, string what) where T : class =>
        values.GroupBy(static value => value.GetType().Name)
            .SelectMany(group => group.Select((value, i) => ($"{what} {group.Key}{(i == 0 ? "" : $" {i + 1}")}", value)));
}
