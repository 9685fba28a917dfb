using System.Text.Json;
using System.Text.Json.Nodes;
using AutoGrad.Nn;

namespace AutoGrad.Interop;

/// <summary>
/// All that a training run needs to go on, in one file: models, optimizers, generators and values of one's own, each a named part and a copy, which
/// training on does not change. The file is a safetensors file: tensors are named <c>part.name</c>, and the rest is JSON in its metadata.
/// </summary>
public sealed class Checkpoint
{
    private const string MetadataKey = "checkpoint", GeneratorKind = "Generator", TensorsKind = "Tensors";

    private const int FormatVersion = 1;

    private readonly OrderedDictionary<string, CheckpointPart> parts = [];
    private readonly string file;

    /// <summary>A checkpoint without parts.</summary>
    public Checkpoint() : this("Checkpoint", [])
    {
    }

    private Checkpoint(string file, JsonObject values) => (this.file, Values) = (file, values);

    /// <summary>Values of one's own: <c>checkpoint.Values["epoch"] = 12;</c>.</summary>
    public JsonObject Values { get; }

    /// <summary>The parts by name.</summary>
    public IReadOnlyDictionary<string, CheckpointPart> Parts => parts;

    /// <summary>A part.</summary>
    /// <exception cref="CheckpointException">There is none of this name.</exception>
    public CheckpointPart this[string part] => parts.TryGetValue(part, out var found) ? found : throw new CheckpointException(
        file, $"there is no part {part}; the parts are {(parts.Count == 0 ? "none" : string.Join(", ", parts.Keys))}.");

    /// <summary>Adds a part.</summary>
    /// <param name="part">Its name, without a point.</param>
    /// <param name="state">Its tensors and values.</param>
    /// <returns>This checkpoint.</returns>
    /// <exception cref="ArgumentException">The name is empty, holds a point or is taken.</exception>
    public Checkpoint Add(string part, CheckpointPart state)
    {
        ArgumentException.ThrowIfNullOrEmpty(part);
        ArgumentNullException.ThrowIfNull(state);
        if (part.Contains('.'))
            throw new ArgumentException($"A part cannot be called {part}: the point ends the part's name in those of tensors.", nameof(part));
        if (!parts.TryAdd(part, state))
            throw new ArgumentException($"There is a part {part} already; give each a name of its own.", nameof(part));
        return this;
    }

    /// <summary>Adds a model's parameters and buffers.</summary>
    /// <inheritdoc cref="Add(string, CheckpointPart)"/>
    public Checkpoint Add(string part, Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var state = new CheckpointPart(module.GetType().Name);
        foreach (var (name, tensor) in module.StateDict())
            state.Tensors.Add(name, tensor);
        return Add(part, state);
    }

    /// <summary>Adds where a generator stands.</summary>
    /// <inheritdoc cref="Add(string, CheckpointPart)"/>
    public Checkpoint Add(string part, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Add(part, new CheckpointPart(GeneratorKind) { Values = new() { ["seed"] = generator.Seed, ["position"] = generator.Position } });
    }

    /// <summary>Adds tensors, copied, and numbers, kept to the bit: the state of whatever has one.</summary>
    /// <param name="part">The part's name, without a point.</param>
    /// <param name="tensors">The tensors by name.</param>
    /// <param name="numbers">The numbers by name.</param>
    /// <param name="kind">What they were made from.</param>
    /// <returns>This checkpoint.</returns>
    /// <exception cref="ArgumentException">The name is empty, holds a point or is taken, or a tensor is null.</exception>
    public Checkpoint Add(
        string part, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, double>? numbers = null, string kind = TensorsKind)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var state = new CheckpointPart(kind);
        using (TensorScope.Outside()) // It outlives the step in which it is taken.
            foreach (var (name, tensor) in tensors)
                state.Tensors.Add(name, tensor?.Detach().Clone() ?? throw new ArgumentException($"{name} is null.", nameof(tensors)));
        foreach (var (name, number) in numbers ?? new Dictionary<string, double>())
            state.Set(name, number);
        return Add(part, state);
    }

    /// <summary>Loads a part into a model. Either all fits and is copied, or nothing is changed.</summary>
    /// <param name="part">The part's name.</param>
    /// <param name="module">The model.</param>
    /// <param name="strict">Whether the names must be exactly the model's.</param>
    /// <returns>The names that only the model has, and those that only the part has.</returns>
    /// <exception cref="CheckpointException">There is no such part.</exception>
    /// <exception cref="StateDictException">Something does not fit; the message lists all of it.</exception>
    public (IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected) Restore(string part, Module module, bool strict = true)
    {
        ArgumentNullException.ThrowIfNull(module);
        return module.LoadStateDict(this[part].Tensors, strict);
    }

    /// <summary>Brings a generator to where the part's stood: what it draws next is what that one would have drawn.</summary>
    /// <param name="part">The part's name.</param>
    /// <param name="generator">The generator.</param>
    /// <exception cref="CheckpointException">There is no such part, or it is no generator's.</exception>
    public void Restore(string part, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var state = this[part];
        if (state.Kind != GeneratorKind || !TryGet("seed", out long seed) || !TryGet("position", out long position))
            throw new CheckpointException(file, $"the part {part} is {state}; a generator's has a seed and a position.");
        generator.Reseed(seed, position);

        bool TryGet(string name, out long value)
        {
            value = 0;
            return state.Values[name] is JsonValue node && node.TryGetValue(out value);
        }
    }

    /// <summary>Writes the checkpoint to a file. It is replaced once all is on the disk; if writing fails, or the process dies, it is as it was
    /// before.</summary>
    /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
    /// <param name="progress">Told how much is written, from 0 to 1.</param>
    /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite, which JSON cannot say; keep it by
    /// <see cref="CheckpointPart.Set"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Save(string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        var about = new JsonObject();
        foreach (var (name, part) in parts)
        {
            foreach (var (tensorName, tensor) in part.Tensors)
                tensors.Add($"{name}.{tensorName}", tensor);
            about.Add(name, new JsonObject { ["kind"] = part.Kind, ["values"] = part.Values.DeepClone() });
        }
        var all = new JsonObject { ["version"] = FormatVersion, ["values"] = Values.DeepClone(), ["parts"] = about };
        Safetensors.Save(tensors, path, new Dictionary<string, string> { [MetadataKey] = all.ToJsonString() }, null, progress, cancellation);
    }

    /// <summary>Writes the checkpoint on another thread; training may go on meanwhile, for the parts are copies.</summary>
    /// <inheritdoc cref="Save"/>
    public Task SaveAsync(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Task.Run(() => Save(path, progress, cancellation), cancellation);

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told how much is read, from 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="SafetensorsException">The file is not the safetensors file it should be.</exception>
    /// <exception cref="CheckpointException">It is one, and no checkpoint.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Checkpoint Load(string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        using var source = Safetensors.Open(path);
        if (!source.Metadata.TryGetValue(MetadataKey, out string? json))
            throw new CheckpointException(
                path, "this is a safetensors file without a checkpoint in its metadata; net.Load(path) loads a model from it.");
        Checkpoint checkpoint;
        try
        {
            checkpoint = Parse(path, json);
        }
        catch (Exception reason) when (reason is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException(path, $"the checkpoint's metadata is not the JSON it should be: {reason.Message}", reason);
        }
        foreach (string name in source.Entries.Keys)
            if (name.IndexOf('.') is not (> 0 and var point) || !checkpoint.parts.ContainsKey(name[..point]))
                throw new CheckpointException(path, $"the tensor {name} belongs to none of the parts {string.Join(", ", checkpoint.parts.Keys)}.");
        foreach (var (name, tensor) in source.ReadAll(progress, cancellation))
        {
            int point = name.IndexOf('.');
            checkpoint.parts[name[..point]].Tensors.Add(name[(point + 1)..], tensor);
        }
        return checkpoint;
    }

    private static Checkpoint Parse(string path, string json)
    {
        var all = Object(JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }), "the checkpoint's metadata");
        if (all["version"] is not JsonValue number || !number.TryGetValue(out int version) || version != FormatVersion)
            throw new CheckpointException(path, $"the checkpoint has version {all["version"]?.ToJsonString() ?? "none"}; known is {FormatVersion}.");
        var checkpoint = new Checkpoint(path, Object(all["values"], "values"));
        foreach (var (name, node) in Object(all["parts"], "parts"))
        {
            var about = Object(node, name);
            if (name.Length == 0 || name.Contains('.') || about["kind"] is not JsonValue word || !word.TryGetValue(out string? kind))
                throw new CheckpointException(path, $"the part {name} lacks its kind, or has a name that none can have.");
            checkpoint.Add(name, new CheckpointPart(kind) { Values = Object(about["values"], $"the values of {name}") });
        }
        return checkpoint;

        JsonObject Object(JsonNode? node, string what) => node is JsonObject found
            ? (JsonObject)found.DeepClone()
            : throw new CheckpointException(path, $"{what} should be a JSON object and is {node?.GetValueKind().ToString() ?? "missing"}.");
    }
}
