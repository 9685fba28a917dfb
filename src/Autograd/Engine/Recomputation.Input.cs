namespace AutoGrad;

internal sealed partial class Recomputation
{
    /// <summary>
    /// An input of the function, packed where somebody around it packs. Inside VMap it is the physical tensor that is kept, and that stands for the
    /// samples again when the function is computed again, of the same batch or, where that VMap is over by then, of one like it.
    /// </summary>
    private sealed class Input
    {
        private readonly Tensor? tensor;
        private readonly Packed? packed;
        private readonly int version;
        private readonly (Batch? Batch, bool RequiresGrad)[] levels; // From the tensor inwards; the last is that of the physical tensor.
        private readonly int number;
        private readonly WeakReference<Storage> storage;

        public Input(Tensor input, int number)
        {
            var levels = new List<(Batch?, bool)>();
            while (input.Storage is BatchedStorage { Batch: var batch, Physical: var physical })
            {
                levels.Add((batch, input.Node is not null));
                input = physical;
            }
            levels.Add((null, input.Node is not null));
            this.levels = [.. levels];
            storage = new(input.Storage);
            (version, this.number) = (input.Version, number);
            packed = Current?.Pack(input, new(null, number));
            if (packed is null)
                tensor = input.Detach();
        }

        /// <summary>The batches that it stood for.</summary>
        public IEnumerable<Batch> Batches => levels.Select(static level => level.Batch).OfType<Batch>();

        /// <summary>The input, cut off from what it was computed from.</summary>
        public Tensor Value(OpenBatches batches)
        {
            if (tensor is not null && tensor.Version != version)
                throw new AutogradException(
                    $"Checkpoint: input {number}, {tensor.DType} {tensor.Shape}, has since been overwritten by {tensor.Storage.LastWriter}, " +
                    "and the function is to be computed from it again. Write to a copy instead (Clone), or write before the call.");
            var value = (tensor ?? packed!.Unpack()).Detach();
            for (int i = levels.Length - 1; i >= 0; i--)
            {
                if (levels[i].Batch is { } batch)
                    value = BatchedStorage.Show(batches.Like(batch), value);
                if (levels[i].RequiresGrad)
                    value.RequiresGrad = true;
            }
            return value;
        }

        /// <summary>What is kept of it, for reports.</summary>
        public PackedForm Form => packed?.Form ?? new(tensor!.Shape, tensor.DType, tensor);

        /// <summary>Whether a tensor shows the same memory, where it is known.</summary>
        public bool Shows(Tensor value) => storage.TryGetTarget(out var memory) && memory == BatchedStorage.MemoryOf(value);

        public void Free() => packed?.Free();
    }

    /// <summary>Batches like those that were there at first.</summary>
    private sealed class OpenBatches : IDisposable
    {
        private readonly Dictionary<Batch, Batch> again = [];

        public OpenBatches(IEnumerable<Input> inputs)
        {
            var over = inputs.SelectMany(static input => input.Batches).Where(static batch => !batch.IsOpen).Distinct();
            foreach (var batch in over.OrderBy(static batch => batch.Number)) // The inner one is the later one.
                again.Add(batch, new(batch.Size));
        }

        /// <summary>The batch itself where its VMap is still under way, else another of its size.</summary>
        public Batch Like(Batch batch) => again.GetValueOrDefault(batch, batch);

        public void Dispose()
        {
            foreach (var batch in again.Values)
                batch.Dispose();
        }
    }
}
