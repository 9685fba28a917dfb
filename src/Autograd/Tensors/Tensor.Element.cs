using System.Runtime.CompilerServices;

namespace AutoGrad;

// Parameters that the compiler fills in cannot follow a list of any length, so the usual lengths have indexers of their own. These know the place
// that assigns, for the error that an overwritten value leads to.
public partial class Tensor
{
    /// <summary>
    /// A part of the tensor: <c>x[1..^1, .., 0]</c>. Positions take an axis away, ranges shorten it, and what is not mentioned stays whole; these are
    /// views. Integer tensors pick positions, broadcast together where there are several, and a Bool tensor picks where it is true; these are copies.
    /// The axes made by tensors stand where the first of them stood if they are neighbours, else first, as in NumPy. All can be differentiated
    /// through and assigned to.
    /// </summary>
    /// <exception cref="IndexException">A position or range lies outside its axis, or there are more entries than axes.</exception>
    /// <exception cref="ShapeException">A mask has another shape than what it masks, or an assigned value does not broadcast.</exception>
    /// <exception cref="AutogradException">A leaf that requires a gradient is assigned to while operations are recorded.</exception>
    [IndexerName("Element")] // Item is the value of a scalar.
    public Tensor this[params ReadOnlySpan<TensorIndex> index]
    {
        get => Part(index);
        set => Assign(index, value);
    }

    /// <inheritdoc cref="this[ReadOnlySpan{TensorIndex}]"/>
    /// <param name="first">The first entry.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    [IndexerName("Element")]
    public Tensor this[TensorIndex first, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0]
    {
        get => Part([first]);
        set => Assign([first], value, file, line);
    }

    /// <inheritdoc cref="this[ReadOnlySpan{TensorIndex}]"/>
    /// <param name="first">The first entry.</param>
    /// <param name="second">The second entry.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    [IndexerName("Element")]
    public Tensor this[TensorIndex first, TensorIndex second, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0]
    {
        get => Part([first, second]);
        set => Assign([first, second], value, file, line);
    }

    /// <inheritdoc cref="this[ReadOnlySpan{TensorIndex}]"/>
    /// <param name="first">The first entry.</param>
    /// <param name="second">The second entry.</param>
    /// <param name="third">The third entry.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    [IndexerName("Element")]
    public Tensor this[
        TensorIndex first, TensorIndex second, TensorIndex third, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0]
    {
        get => Part([first, second, third]);
        set => Assign([first, second, third], value, file, line);
    }

    /// <inheritdoc cref="this[ReadOnlySpan{TensorIndex}]"/>
    /// <param name="first">The first entry.</param>
    /// <param name="second">The second entry.</param>
    /// <param name="third">The third entry.</param>
    /// <param name="fourth">The fourth entry.</param>
    /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
    /// <param name="line">Where this is called; the compiler fills it in.</param>
    [IndexerName("Element")]
    public Tensor this[
        TensorIndex first, TensorIndex second, TensorIndex third, TensorIndex fourth,
        [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0]
    {
        get => Part([first, second, third, fourth]);
        set => Assign([first, second, third, fourth], value, file, line);
    }
}
