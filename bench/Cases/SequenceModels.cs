using AutoGrad.Nn;

namespace AutoGrad.Bench.Cases;

/// <summary>Steps of models of sequences.</summary>
internal static class SequenceModels
{
    /// <summary>An LSTM over 32 steps and a layer on its last state.</summary>
    public static Action Lstm()
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([32, 32, 64], generator), labels = Tensor.RandInt(0, 10, [32], generator);
        var lstm = new LSTM(64, 128, generator: generator);
        var head = new Linear(128, 10, generator: generator);
        return StepCases.Step(
            StepCases.Sgd([.. lstm.Parameters(), .. head.Parameters()]),
            () => Loss.CrossEntropy(head.Forward(lstm.Forward(x).Output[^1]), labels));
    }

    /// <summary>Four causal layers with normalisation before each part, over characters.</summary>
    public static Action Gpt()
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.RandInt(0, 65, [16, 64], generator), next = Tensor.RandInt(0, 65, [16 * 64], generator);
        var characters = new Embedding(65, 128, generator: generator);
        var positions = new Parameter(Tensor.Randn([64, 128], generator) * 0.02);
        var layers = new TransformerEncoder(
            () => new(128, 4, 512, 0, static h => h.Gelu(), batchFirst: true, normFirst: true, generator: generator), 4, new LayerNorm(128));
        var head = new Linear(128, 65, generator: generator);
        return StepCases.Step(
            StepCases.Sgd([.. characters.Parameters(), positions, .. layers.Parameters(), .. head.Parameters()]),
            () => Loss.CrossEntropy(
                head.Forward(layers.Forward(characters.Forward(x) + positions, null, isCausal: true)).Flatten(0, 1), next));
    }
}
