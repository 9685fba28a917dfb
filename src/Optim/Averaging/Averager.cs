using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad.Optim;

/// <summary>Moves averages towards what is averaged, by a share of the way: an optimizer whose gradients are the other's parameters.</summary>
internal sealed class Averager : ElementwiseOptimizer<AveragerGroup>
{
    public Averager(IEnumerable<Tensor> averages) => Add(averages, new());

    private protected override IReadOnlyList<string> MemoryNames { get; } = [];

    private protected override void Prepare(Slot slot, AveragerGroup group)
    {
    }

    private protected override void Update<T>(Slot slot, AveragerGroup group, int start, int count) =>
        Run<T, Rule<T>>(slot, start, count, new(group));

    private readonly struct Rule<T>(AveragerGroup group) : IRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Vector<T> share = Lanes<T>(group.LearningRate);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> Next(Vector<T> p, Vector<T> g, ref Vector<T> a, ref Vector<T> b, ref Vector<T> c) => p + (g - p) * share;
    }
}

/// <summary>What <see cref="Averager"/> moves.</summary>
internal sealed class AveragerGroup : ParameterGroup
{
    private protected override void Own(Options options)
    {
    }
}
