using AutoGrad.Nn;

namespace AutoGrad.Interop;

/// <summary>Whose names the tensors of a model have in a file.</summary>
public enum StateNames
{
    /// <summary>The paths of properties, as <see cref="Module.StateDict"/> has them.</summary>
    Own,

    /// <summary>Those that the same model has in PyTorch; see <see cref="PyTorchNames"/>.</summary>
    PyTorch,
}

/// <summary>Models in files: <c>net.Save("net.safetensors"); net.Load("net.safetensors");</c>. Where the name ends in <c>.npz</c> it is an npz file,
/// otherwise safetensors; what is loaded is told by its first bytes.</summary>
public static class ModuleFiles
{
    extension<TModule>(TModule module) where TModule : Module
    {
        /// <summary>Writes all parameters and buffers to a file. It is replaced once all is on the disk; if writing fails it is as it was
        /// before.</summary>
        /// <param name="path">The file; one that exists is replaced and hands on its mode.</param>
        /// <param name="names">Whose names the tensors get; with PyTorch's, <c>model.load_state_dict(safetensors.torch.load_file(path))</c> works
        /// there.</param>
        /// <param name="metadata">Strings to keep with them; safetensors only.</param>
        /// <param name="floats">How floating-point numbers are stored, Float16 or BFloat16 for half the size; null for as they are.</param>
        /// <param name="progress">Told how much is written, from 0 to 1.</param>
        /// <param name="cancellation">Stops the writing; the file is then as it was before.</param>
        /// <exception cref="ArgumentException">The file's name says that it is a pickle, or metadata is given for an npz file.</exception>
        /// <exception cref="IOException">The file cannot be written.</exception>
        /// <exception cref="OperationCanceledException">It was stopped.</exception>
        public void Save(
            string path, StateNames names = StateNames.Own, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
            IProgress<double>? progress = null, CancellationToken cancellation = default) =>
            Write(Named(module, ModuleState.Of(module), names), path, names, metadata, floats, progress, cancellation);

        /// <summary>Writes a copy of all parameters and buffers, as they are at the call, on another thread; training may go on meanwhile.</summary>
        /// <inheritdoc cref="Save{TModule}(TModule, string, StateNames, IReadOnlyDictionary{string, string}?, StoredDType?,
        /// IProgress{double}?, CancellationToken)"/>
        public Task SaveAsync(
            string path, StateNames names = StateNames.Own, IReadOnlyDictionary<string, string>? metadata = null, StoredDType? floats = null,
            IProgress<double>? progress = null, CancellationToken cancellation = default)
        {
            var state = Named(module, module.StateDict(), names);
            return Task.Run(() => Write(state, path, names, metadata, floats, progress, cancellation), cancellation);
        }

        /// <summary>
        /// Loads parameters and buffers from a file and converts them to the model's dtypes. Either all fit and are copied, or nothing is changed.
        /// Names may be the model's own or PyTorch's: <see cref="PyTorchNames.Match"/> tells which stand for which.
        /// </summary>
        /// <param name="path">A safetensors or npz file, of this library or others.</param>
        /// <param name="strict">Whether the names must be exactly the model's. If not, those on one side only are left alone, and returned; shapes
        /// must still fit.</param>
        /// <param name="rename">What to make of the file's names first, <c>name =&gt; name.Replace("backbone.", "")</c>; null where it leaves a
        /// tensor out.</param>
        /// <param name="progress">Told how much is read, from 0 to 1.</param>
        /// <param name="cancellation">Stops the reading; the model is then as it was before.</param>
        /// <returns>The names that only the model has, and those that only the file has.</returns>
        /// <exception cref="TensorFileException">The file is not what it should be.</exception>
        /// <exception cref="StateDictException">Something does not fit; the message lists all of it.</exception>
        /// <exception cref="IOException">The file cannot be opened or read.</exception>
        /// <exception cref="OperationCanceledException">It was stopped.</exception>
        public (IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected) Load(
            string path, bool strict = true, Func<string, string?>? rename = null, IProgress<double>? progress = null,
            CancellationToken cancellation = default)
        {
            ArgumentNullException.ThrowIfNull(module);
            var state = Renamed(TensorFiles.Load(path, progress, cancellation), rename);
            var own = PyTorchNames.Match(module, state.Keys);
            var matched = new OrderedDictionary<string, Tensor>();
            foreach (var (name, tensor) in state)
                matched.Add(own[name], tensor);
            return module.LoadStateDict(matched, strict);
        }
    }

    private static OrderedDictionary<string, Tensor> Named(Module module, OrderedDictionary<string, Tensor> state, StateNames names)
    {
        if (names == StateNames.Own)
            return state;
        var theirs = PyTorchNames.Of(module);
        var result = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in state)
            if (!result.TryAdd(theirs[name], tensor))
                throw new ArgumentException(
                    $"Two tensors of the model would be {theirs[name]} in PyTorch, {name} and another; save it under its own names.");
        return result;
    }

    private static OrderedDictionary<string, Tensor> Renamed(OrderedDictionary<string, Tensor> state, Func<string, string?>? rename)
    {
        if (rename is null)
            return state;
        var result = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in state)
            if (rename(name) is { } wanted && !result.TryAdd(wanted, tensor))
                throw new ArgumentException($"Two tensors of the file would be called {wanted}, {name} and another.", nameof(rename));
        return result;
    }

    private static void Write(
        OrderedDictionary<string, Tensor> state, string path, StateNames names, IReadOnlyDictionary<string, string>? metadata, StoredDType? floats,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        var strings = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>());
        if (names == StateNames.PyTorch)
            strings.TryAdd("format", "pt"); // Some readers ask whose layout it is.
        TensorFiles.Save(state, path, metadata is null && TensorFiles.IsNpz(path) ? null : strings, floats, progress, cancellation);
    }
}
