using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Memory that no array of ours holds, or that is not there any more.</summary>
internal abstract class ExternalMemory
{
    /// <summary>The first byte. Throws where there is no memory.</summary>
    public abstract ref byte First { get; }

    /// <summary>What a storage notes of the writes to it.</summary>
    public virtual object? Note { get; set; }
}

/// <summary>A user's memory.</summary>
internal sealed class SharedMemory<T>(Memory<T> memory) : ExternalMemory where T : unmanaged
{
    public override ref byte First => ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(memory.Span));
}

/// <summary>A user's tensor.</summary>
internal sealed class SharedNumericsTensor<T>(System.Numerics.Tensors.Tensor<T> tensor) : ExternalMemory where T : unmanaged
{
    public override ref byte First => ref Unsafe.As<T, byte>(ref tensor.GetPinnableReference());
}

/// <summary>Memory that was given back; one object for each reason.</summary>
/// <param name="when">When that happened.</param>
internal sealed class ReleasedMemory(string when) : ExternalMemory
{
    public override ref byte First => throw new ObjectDisposedException(nameof(Tensor), $"This tensor's memory was given back when {when}.");

    public override object? Note
    {
        get => null;
        set { } // Many share this.
    }
}

/// <summary>The values of a tensor that the tape did not keep.</summary>
internal sealed class UnkeptMemory : ExternalMemory
{
    public static readonly UnkeptMemory Instance = new();

    public override ref byte First
    {
        get
        {
            Tensor.ThrowUnkept();
            return ref Unsafe.NullRef<byte>();
        }
    }
}
