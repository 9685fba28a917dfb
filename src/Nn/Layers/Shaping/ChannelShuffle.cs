namespace AutoGrad.Nn;

/// <summary>Channels of groups dealt out in turn, [N, C, ...] → the same. Zhang et al., CVPR 2018.</summary>
/// <param name="groups">How many groups there are.</param>
public sealed class ChannelShuffle(int groups) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has less than three axes, or the groups do not divide the channels.</exception>
    public override Tensor Forward(Tensor x) => x.ChannelShuffle(groups);

    /// <inheritdoc/>
    protected override string Describe() => $"groups: {groups}";
}
