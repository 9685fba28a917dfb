using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class Tape
{
    /// <summary>
    /// The graph that a tensor was computed by: operations in order with shapes, dtypes and the bytes that each keeps alive.
    /// <c>Console.WriteLine(Tape.Describe(loss));</c> Nothing is computed for it, and nothing kept alive.
    /// </summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="names">What leaves are called; see <see cref="Named"/> too.</param>
    /// <param name="all">Whether to show all of a long graph, rather than its beginning and end.</param>
    /// <param name="expression">What the caller calls the tensor.</param>
    public static GraphReport Describe(
        Tensor tensor,
        IReadOnlyDictionary<string, Tensor>? names = null,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) => new(Require(tensor), Pairs(names), all, expression);

    /// <inheritdoc cref="Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    /// <typeparam name="TLeaf">The type of the leaves, such as a module's parameters.</typeparam>
    public static GraphReport Describe<TLeaf>(
        Tensor tensor,
        IEnumerable<(string Name, TLeaf Tensor)> names,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) where TLeaf : Tensor =>
        new(Require(tensor), Pairs(names), all, expression);

    /// <summary>The graph that a tensor was computed by, in the language of Graphviz. A long one is abridged.</summary>
    /// <inheritdoc cref="Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    public static string ToDot(
        Tensor tensor,
        IReadOnlyDictionary<string, Tensor>? names = null,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) => Describe(tensor, names, all, expression).ToDot();

    /// <inheritdoc cref="ToDot(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    /// <typeparam name="TLeaf">The type of the leaves, such as a module's parameters.</typeparam>
    public static string ToDot<TLeaf>(
        Tensor tensor,
        IEnumerable<(string Name, TLeaf Tensor)> names,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) where TLeaf : Tensor =>
        Describe(tensor, names, all, expression).ToDot();

    /// <summary>The graph that a tensor was computed by, as a Mermaid flowchart. A long one is abridged.</summary>
    /// <inheritdoc cref="Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    public static string ToMermaid(
        Tensor tensor,
        IReadOnlyDictionary<string, Tensor>? names = null,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) => Describe(tensor, names, all, expression).ToMermaid();

    /// <inheritdoc cref="ToMermaid(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    /// <typeparam name="TLeaf">The type of the leaves, such as a module's parameters.</typeparam>
    public static string ToMermaid<TLeaf>(
        Tensor tensor,
        IEnumerable<(string Name, TLeaf Tensor)> names,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) where TLeaf : Tensor =>
        Describe(tensor, names, all, expression).ToMermaid();

    /// <summary>The graph that a tensor was computed by, as a drawing: an SVG document that needs no other program. A long one is abridged.</summary>
    /// <inheritdoc cref="Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    public static string ToSvg(
        Tensor tensor,
        IReadOnlyDictionary<string, Tensor>? names = null,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) => Describe(tensor, names, all, expression).ToSvg();

    /// <inheritdoc cref="ToSvg(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    /// <typeparam name="TLeaf">The type of the leaves, such as a module's parameters.</typeparam>
    public static string ToSvg<TLeaf>(
        Tensor tensor,
        IEnumerable<(string Name, TLeaf Tensor)> names,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) where TLeaf : Tensor =>
        Describe(tensor, names, all, expression).ToSvg();

    /// <summary>
    /// The memory that a tensor's graph keeps alive and who saved it, every stretch once though several operations or views share it. What is not
    /// computed yet is shown as pending and stays so.
    /// </summary>
    /// <inheritdoc cref="Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    public static MemoryReport MemoryReport(
        Tensor tensor,
        IReadOnlyDictionary<string, Tensor>? names = null,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) => new(Require(tensor), Pairs(names), all, expression);

    /// <inheritdoc cref="MemoryReport(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/>
    /// <typeparam name="TLeaf">The type of the leaves, such as a module's parameters.</typeparam>
    public static MemoryReport MemoryReport<TLeaf>(
        Tensor tensor,
        IEnumerable<(string Name, TLeaf Tensor)> names,
        bool all = false,
        [CallerArgumentExpression(nameof(tensor))] string? expression = null) where TLeaf : Tensor =>
        new(Require(tensor), Pairs(names), all, expression);

    /// <summary>Tensors under the names that the caller has for them: <c>Tape.Describe(loss, Tape.Named(x, weight, bias))</c>.</summary>
    /// <param name="a">A leaf.</param>
    /// <param name="b">A leaf.</param>
    /// <param name="c">A leaf.</param>
    /// <param name="d">A leaf.</param>
    /// <param name="e">A leaf.</param>
    /// <param name="f">A leaf.</param>
    /// <param name="aName">What the caller calls a.</param>
    /// <param name="bName">What the caller calls b.</param>
    /// <param name="cName">What the caller calls c.</param>
    /// <param name="dName">What the caller calls d.</param>
    /// <param name="eName">What the caller calls e.</param>
    /// <param name="fName">What the caller calls f.</param>
    public static IReadOnlyList<(string Name, Tensor Tensor)> Named(
        Tensor a,
        Tensor? b = null,
        Tensor? c = null,
        Tensor? d = null,
        Tensor? e = null,
        Tensor? f = null,
        [CallerArgumentExpression(nameof(a))] string? aName = null,
        [CallerArgumentExpression(nameof(b))] string? bName = null,
        [CallerArgumentExpression(nameof(c))] string? cName = null,
        [CallerArgumentExpression(nameof(d))] string? dName = null,
        [CallerArgumentExpression(nameof(e))] string? eName = null,
        [CallerArgumentExpression(nameof(f))] string? fName = null)
    {
        ArgumentNullException.ThrowIfNull(a);
        var named = new List<(string, Tensor)>();
        ReadOnlySpan<Tensor?> tensors = [a, b, c, d, e, f];
        ReadOnlySpan<string?> theirs = [aName, bName, cName, dName, eName, fName];
        for (int i = 0; i < tensors.Length; i++)
            if (tensors[i] is { } tensor)
                named.Add((CallerName.Or(theirs[i], $"{"abcdef"[i]}"), tensor));
        return named;
    }

    private static Tensor Require(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor;
    }

    private static IEnumerable<(string, Tensor)> Pairs(IReadOnlyDictionary<string, Tensor>? names) =>
        names is null ? [] : names.Select(static pair => (pair.Key, pair.Value));

    private static IEnumerable<(string, Tensor)> Pairs<TLeaf>(IEnumerable<(string Name, TLeaf Tensor)> names) where TLeaf : Tensor
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Select(static pair => (pair.Name, (Tensor)pair.Tensor));
    }
}
