namespace AutoGrad.Nn;

/// <summary>Dropout of channels of x [N, C, D, H, W] or [C, D, H, W]. See <see cref="ChannelDropout"/>.</summary>
/// <param name="p">The probability of a channel to be dropped.</param>
/// <param name="generator">Where the choices are drawn from.</param>
/// <exception cref="ArgumentOutOfRangeException">p does not lie in [0, 1].</exception>
public sealed class Dropout3d(double p = 0.5, Generator? generator = null) : ChannelDropout(p, generator)
{
    private protected override int LeadingAxes(int rank) => rank switch { 5 => 2, 4 => 1, _ => 0 };

    private protected override string Layouts => "[N, C, D, H, W] or [C, D, H, W]";
}
