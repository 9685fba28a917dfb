namespace AutoGrad.Tests;

internal static partial class OpSamples
{
    private static Dictionary<Type, Func<Draws, OpSample>> ElementwiseRows => new()
    {
        [typeof(Where)] = d => d.AnyShape() is var whole ? new(new Where(), d.Mask(d.Part(whole)), d.Part(whole), d.Part(whole)) : null!,
        [typeof(LeakyRelu)] = Elementwise(static d => new LeakyRelu(0.1 * d.Choose(4))),
        [typeof(Elu)] = Elementwise(static d => new Elu(0.5 + d.Choose(3), 1 + 0.25 * d.Choose(2), 1 - 0.25 * d.Choose(2))),
        [typeof(Hardtanh)] = Elementwise(static d => new Hardtanh(-1.5 + d.Choose(2), 2 - d.Choose(2))),
        [typeof(Polygamma)] = Elementwise(static d => new Polygamma(1 + d.Choose(4))),
        [typeof(Sinc)] = Elementwise(static d => new Sinc(d.Choose(4))),
        [typeof(BitwiseAnd)] = Bits(static () => new BitwiseAnd()),
        [typeof(BitwiseOr)] = Bits(static () => new BitwiseOr()),
        [typeof(BitwiseXor)] = Bits(static () => new BitwiseXor()),
        [typeof(LeftShift)] = Bits(static () => new LeftShift()),
        [typeof(RightShift)] = Bits(static () => new RightShift()),
        [typeof(Gelu)] = Elementwise(static d => new Gelu(d.Flag() ? GeluForm.Tanh : GeluForm.Erf)),
        [typeof(Softplus)] = Elementwise(static d => new Softplus(0.5 + d.Choose(3))),
        [typeof(Clamp)] = Elementwise(static d => new Clamp(d.Flag() ? -1.5 : null, d.Flag() ? 0.5 : null)),
    };

    private static Func<Draws, OpSample> Bits(Func<Op> make) =>
        d => d.AnyShape() is var whole ? new(make(), d.Indices(d.Part(whole), 70), d.Indices(d.Part(whole), 9)) : null!;
}
