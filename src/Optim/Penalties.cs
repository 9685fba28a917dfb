using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>What all groups share beside the rule: the sign of the gradient, L1, L2 and decoupled decay.</summary>
internal readonly struct Penalties<T>(ParameterGroup group) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector<T> sign = new(group.Maximize ? -T.One : T.One);
    private readonly Vector<T> decay = new(T.CreateChecked(group.DecoupledDecay ? 0 : group.WeightDecay));
    private readonly Vector<T> keep = new(T.CreateChecked(group.DecoupledDecay ? 1 - group.LearningRate * group.WeightDecay : 1));
    private readonly Vector<T> l1 = new(T.CreateChecked(group.L1));
    private readonly bool hasL1 = group.L1 != 0;

    /// <summary>Parameters after decoupled decay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Decayed(Vector<T> p) => p * keep;

    /// <summary>The gradient with penalties.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Gradient(Vector<T> p, Vector<T> gradient)
    {
        var g = gradient * sign + p * decay;
        return hasL1 ? g + Vector.ConditionalSelect(Vector.Equals(p, Vector<T>.Zero), Vector<T>.Zero, Vector.CopySign(l1, p)) : g;
    }
}
