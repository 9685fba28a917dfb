namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> ElementwiseRows => new()
    {
        [typeof(Where)] = d => d.AnyShape() is var whole ? new(new Where(), d.Mask(d.Part(whole)), d.Part(whole), d.Part(whole)) : null!,
        [typeof(LeakyRelu)] = Elementwise(static d => new LeakyRelu(0.1 * d.Choose(4))),
        [typeof(Elu)] = Elementwise(static d => new Elu(0.5 + d.Choose(3))),
        [typeof(Gelu)] = Elementwise(static d => new Gelu(d.Flag() ? GeluForm.Tanh : GeluForm.Erf)),
        [typeof(Softplus)] = Elementwise(static d => new Softplus(0.5 + d.Choose(3))),
        [typeof(Clamp)] = Elementwise(static d => new Clamp(d.Flag() ? -1.5 : null, d.Flag() ? 0.5 : null)),
    };
}
