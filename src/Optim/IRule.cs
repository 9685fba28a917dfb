using System.Numerics;

namespace AutoGrad.Optim;

/// <summary>How an optimizer moves elements: a struct of its numbers, made for each stretch of a parameter.</summary>
/// <typeparam name="T">The elements.</typeparam>
internal interface IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Where parameters go.</summary>
    /// <param name="p">Where they are, after decoupled decay.</param>
    /// <param name="g">Their gradient, penalties included, and turned round where the optimizer climbs.</param>
    /// <param name="a">What is remembered first; zero where nothing is.</param>
    /// <param name="b">What is remembered second.</param>
    /// <param name="c">What is remembered third.</param>
    Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c);
}
