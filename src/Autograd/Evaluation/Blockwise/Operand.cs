using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>What an elementwise operation reads: one number, or an <see cref="Expression"/> seen through a view and broadcast.</summary>
internal sealed class Operand
{
    private readonly double number;
    private readonly int offset, stride;
    private readonly StrongBox<Layout>? broadcast; // None for the common case of a repeated row: there are many operands, so they are lean.

    /// <summary>One number.</summary>
    public Operand(double number) => this.number = number;

    /// <summary>The contents of a tensor's storage, seen as the tensor does, broadcast to a shape.</summary>
    public Operand(Expression source, Tensor view, Shape target)
    {
        Source = source;
        offset = view.Offset;
        Length = target.ElementCount;
        IsPlain = view.IsContiguous && view.ElementCount == target.ElementCount;
        if (IsPlain)
            return;
        var layout = new Layout(view, target);
        if (layout.Rank == 2 && layout.Stride(0) == 0)
            (Period, stride) = (layout.InnerSize, layout.InnerStride);
        else
            broadcast = new(layout);
    }

    /// <summary>Where the values come from; null for a number.</summary>
    public Expression? Source { get; }

    /// <summary>How many elements are read of it.</summary>
    public int Length { get; }

    /// <summary>After how many elements the values repeat; 0 where they do not.</summary>
    public int Period { get; }

    /// <summary>Whether the values lie one after another as those of the result will.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether another reads the same values in the same order.</summary>
    public bool IsSameAs(Operand other) => Source is null
        ? other.Source is null && number.Equals(other.number)
        : Source == other.Source && (offset, stride, Period, Length, IsPlain) == (other.offset, other.stride, other.Period, other.Length, other.IsPlain)
            && broadcast is null && other.broadcast is null;

    /// <summary>Whether every block reads the same values, if blocks have so many elements.</summary>
    public bool Repeats(int block) => Source is null || Period != 0 && block % Period == 0;

    /// <summary>Fills a block's worth of scratch space with the values of every block.</summary>
    public void Fill<T>(Storage? memory, Span<T> scratch) where T : unmanaged, INumberBase<T>
    {
        if (Source is null)
        {
            scratch.Fill(T.CreateTruncating(number));
            return;
        }
        Read(memory!, 0, scratch[..Period]);
        for (int at = Period; at < scratch.Length; at += Period)
            scratch[..Period].CopyTo(scratch[at..]);
    }

    /// <summary>The values of a block where <see cref="IsPlain"/>.</summary>
    public ReadOnlySpan<T> Load<T>(Storage memory, int start, int count) where T : unmanaged => memory.Span<T>(offset + start, count);

    /// <summary>The values of a block, in memory where they lie there in order, else in scratch space.</summary>
    public ReadOnlySpan<T> Load<T>(Storage memory, int start, Span<T> scratch) where T : unmanaged
    {
        var cursor = Cursor;
        if (cursor.InnerStride == 1)
        {
            int within = start % cursor.InnerSize;
            if (within + scratch.Length <= cursor.InnerSize)
            {
                cursor.Seek(start);
                cursor.Next(scratch.Length, out int first);
                return memory.Span<T>(offset + first, scratch.Length);
            }
        }
        Read(memory, start, scratch);
        return scratch;
    }

    private Layout Cursor => broadcast is null ? Layout.Repeated(Period, stride) : broadcast.Value;

    private void Read<T>(Storage memory, int start, Span<T> to) where T : unmanaged
    {
        var cursor = Cursor;
        cursor.Seek(start);
        int stride = cursor.InnerStride;
        while (!to.IsEmpty)
        {
            int count = cursor.Next(to.Length, out int first);
            if (stride == 1)
                memory.Span<T>(offset + first, count).CopyTo(to);
            else if (stride == 0)
                to[..count].Fill(memory.Span<T>(offset + first, 1)[0]);
            else
            {
                var from = memory.Span<T>(offset + first, (count - 1) * stride + 1);
                for (int i = 0, at = 0; i < count; i++, at += stride)
                    to[i] = from[at];
            }
            to = to[count..];
        }
    }
}
