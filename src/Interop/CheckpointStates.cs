using AutoGrad.Optim;

namespace AutoGrad.Interop;

/// <summary>Optimizers, schedules and averages in checkpoints: whatever has a <see cref="SavedState"/>.</summary>
public static class CheckpointStates
{
    extension(Checkpoint checkpoint)
    {
        /// <summary>Adds an optimizer's state, or that of anything else: <c>checkpoint.Add("optimizer", optimizer.StateDict())</c>.</summary>
        /// <param name="part">The part's name, without a point.</param>
        /// <param name="state">The state; its tensors are not copied again.</param>
        /// <returns>The checkpoint.</returns>
        /// <exception cref="ArgumentException">The name is empty, holds a point or is taken.</exception>
        public Checkpoint Add(string part, SavedState state)
        {
            ArgumentNullException.ThrowIfNull(state);
            var saved = new CheckpointPart(state.Kind);
            foreach (var (name, tensor) in state.Tensors)
                saved.Tensors.Add(name, tensor);
            foreach (var (name, number) in state.Numbers)
                saved.Set(name, number);
            return checkpoint.Add(part, saved);
        }

        /// <summary>A part as a state: <c>optimizer.LoadStateDict(checkpoint.State("optimizer"))</c>.</summary>
        /// <param name="part">The part's name.</param>
        /// <exception cref="CheckpointException">There is no such part.</exception>
        public SavedState State(string part)
        {
            var saved = checkpoint[part];
            var state = new SavedState(saved.Kind);
            foreach (var (name, tensor) in saved.Tensors)
                state.Tensors.Add(name, tensor);
            foreach (var (name, number) in saved.Numbers())
                state.Numbers.Add(name, number);
            return state;
        }

        /// <summary>Adds an optimizer's state.</summary>
        /// <inheritdoc cref="Add(Checkpoint, string, SavedState)"/>
        public Checkpoint Add(string part, Optimizer optimizer)
        {
            ArgumentNullException.ThrowIfNull(optimizer);
            return checkpoint.Add(part, optimizer.StateDict());
        }

        /// <summary>Loads a part into an optimizer. Either all fits and is loaded, or nothing is changed.</summary>
        /// <param name="part">The part's name.</param>
        /// <param name="optimizer">The optimizer, of the same kind over parameters of the same shapes.</param>
        /// <exception cref="CheckpointException">There is no such part.</exception>
        /// <exception cref="SavedStateException">Something does not fit; the message lists all of it.</exception>
        public void Restore(string part, Optimizer optimizer)
        {
            ArgumentNullException.ThrowIfNull(optimizer);
            optimizer.LoadStateDict(checkpoint.State(part));
        }
    }

    extension(Optimizer optimizer)
    {
        /// <summary>Writes the optimizer's state to a file, a checkpoint with the part <c>optimizer</c>.</summary>
        /// <inheritdoc cref="Checkpoint.Save"/>
        public void Save(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
            new Checkpoint().Add("optimizer", optimizer).Save(path, progress, cancellation);

        /// <summary>Loads what <c>Save</c> wrote, or the part <c>optimizer</c> of any checkpoint.</summary>
        /// <inheritdoc cref="Checkpoint.Load"/>
        /// <exception cref="SavedStateException">Something does not fit; the message lists all of it, and nothing was changed.</exception>
        public void Load(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
            Checkpoint.Load(path, progress, cancellation).Restore("optimizer", optimizer);
    }
}
