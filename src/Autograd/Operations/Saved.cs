namespace AutoGrad;

/// <summary>The values and shapes that the tape kept of one call, as a derivative rule sees them.</summary>
public readonly ref struct Saved
{
    private readonly Node node;

    internal Saved(Node node) => this.node = node;

    /// <summary>How many inputs the call had.</summary>
    public int Count => node.InputCount;

    /// <summary>The value of an input.</summary>
    /// <exception cref="AutogradException">The value was not kept, has been freed, or has been overwritten since.</exception>
    public Tensor this[int input] => node.SavedInput(input);

    /// <summary>The value of the result.</summary>
    /// <exception cref="AutogradException">The value was not kept, has been freed, or has been overwritten since.</exception>
    public Tensor Output => node.SavedOutput();

    /// <summary>The shape of the result.</summary>
    public Shape OutputShape => node.Shape;

    /// <summary>The shape of an input.</summary>
    public Shape ShapeOf(int input) => node.InputShape(input);

    /// <summary>Whether anyone needs the gradient of an input.</summary>
    public bool NeedsGradient(int input) => node.Parent(input) is not null;

    /// <summary>The input where it was kept, else a stand-in of its shape whose values cannot be read.</summary>
    internal Tensor InputOrShape(int input) => node.InputOrShape(input);

    /// <summary>The result where it was kept, else a stand-in of its shape whose values cannot be read.</summary>
    internal Tensor OutputOrShape => node.OutputOrShape();

    internal Node Node => node;
}
