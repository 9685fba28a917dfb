using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Replaces what operations, and calls of a <see cref="Function"/>, save for the backward pass by something smaller, or elsewhere: while it is open,
/// on the thread that opened it, every saved value is packed when the operation is recorded, and unpacked when its derivative rule reads it.
/// <c>using (new SavedTensorHooks(x =&gt; x.To(DType.Float32), packed =&gt; ((Tensor)packed!).To(DType.Float64))) { loss = F(x); }</c>. It need not
/// be open during the backward pass.
/// </summary>
/// <remarks>
/// Numbers, leaves and views of leaves are kept as they are, for their memory stays anyway. A tensor that several operations save is packed once.
/// Where a packed object is <see cref="IDisposable"/>, it is disposed once no operation needs it, that is when a backward pass frees the graph. Of
/// hooks that are open inside each other the innermost packs. Values are unpacked as often as rules read them. Inside
/// <see cref="Autodiff.VMap(Func{Tensor, Tensor}, int, int, int?)"/> the tensor to pack holds all samples, the batch axis first.
/// </remarks>
public sealed partial class SavedTensorHooks : IDisposable
{
    private readonly Functions functions;

    /// <summary>Packs saved values on this thread from now on.</summary>
    /// <param name="pack">Makes what is kept. The tensor it is given lies outside any graph, and must not be written to.</param>
    /// <param name="unpack">Makes the value of what was kept, in the shape and dtype that it had. Anything else fails the backward pass.</param>
    public SavedTensorHooks(Func<Tensor, object?> pack, Func<object?, Tensor> unpack)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(unpack);
        functions = new(pack, unpack);
    }

    /// <summary>Ends packing.</summary>
    /// <exception cref="InvalidOperationException">Hooks opened inside are still open, or this is another thread.</exception>
    public void Dispose() => functions.End();

    private sealed class Functions : Packing
    {
        private readonly Func<Tensor, object?> pack;
        private readonly Func<object?, Tensor> unpack;
        private readonly ConditionalWeakTable<Tensor, Value> known = [];
        private readonly Packing? before;
        private bool ended;

        public Functions(Func<Tensor, object?> pack, Func<object?, Tensor> unpack)
        {
            (this.pack, this.unpack) = (pack, unpack);
            before = Enter();
        }

        public void End()
        {
            if (ended)
                return;
            if (!TryLeave(before))
                throw new InvalidOperationException(
                    "SavedTensorHooks: hooks end in the order opposite to that in which they began, on the thread they began on. " +
                    "End the inner ones first.");
            ended = true;
        }

        public override Packed? Pack(Tensor value, SavedValue what)
        {
            if (IsFree(value))
                return null;
            // Inside VMap all samples are packed together, for there is nothing else that could be read or stored.
            var whole = BatchedStorage.WholeOf(value);
            if (known.TryGetValue(value, out var packed) && packed.TryShare(whole.Version))
                return packed;
            using var unrecorded = Autodiff.NoGrad();
            packed = new(pack(whole.Detach()), whole, BatchedStorage.Shower(value), what, unpack);
            known.AddOrUpdate(value, packed);
            return packed;
        }
    }

    /// <summary>What a value was packed into, shared by all operations that saved it.</summary>
    private sealed class Value(
        object? packed, Tensor original, Func<Tensor, Tensor>? show, SavedValue what, Func<object?, Tensor> unpack) : Packed
    {
        private readonly Shape shape = original.Shape;
        private readonly DType dtype = original.DType;
        private readonly int version = original.Version;
        private readonly WeakReference<Storage> memory = new(original.Storage);
        private int holders = 1;

        public bool TryShare(int nowVersion)
        {
            lock (this)
            {
                if (holders == 0 || nowVersion != version)
                    return false;
                holders++;
                return true;
            }
        }

        public override Tensor Unpack()
        {
            Tensor value;
            using (new Packing.Use(null))
            using (Autodiff.NoGrad())
                value = unpack(packed) ?? throw new AutogradException(
                    $"SavedTensorHooks: {what} was unpacked as null; return the value that was packed.");
            if (value.Shape != shape || value.DType != dtype)
                throw new AutogradException(
                    $"SavedTensorHooks: {what} was packed as {dtype} {shape} and unpacked as {value.DType} {value.Shape}; " +
                    "return the value in the shape and dtype that it had.");
            if (value.Version != version && memory.TryGetTarget(out var storage) && storage == value.Storage)
                throw new AutogradException(
                    $"SavedTensorHooks: {what}, {dtype} {shape}, was packed as the tensor itself and has since been overwritten by " +
                    $"{storage.LastWriter}. Pack a copy (Clone), or write to one.");
            return show?.Invoke(value) ?? value;
        }

        public override PackedForm Form => new(shape, dtype, packed);

        public override void Free()
        {
            lock (this)
                if (--holders > 0)
                    return;
            (packed as IDisposable)?.Dispose();
        }
    }
}
