using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Bench.Cases;

/// <summary>Whole training steps, as a user writes them.</summary>
internal static class StepCases
{
    public static IEnumerable<(string, Func<Action>)> All =>
    [
        ("step-tiny-sgd", static () => Regressor([2, 16, 16, 1], 1, Sgd)),
        ("step-tiny-adam", static () => Regressor([2, 16, 16, 1], 1, Adam)),
        ("step-house-sgd", static () => Regressor([13, 32, 16, 8, 4, 1], 16, Sgd)),
        ("step-mlp-sgd", static () => Classifier([784, 128, 64, 32, 16, 10], 64, Sgd)),
        ("step-mlp-adam", static () => Classifier([784, 128, 64, 32, 16, 10], 64, Adam)),
        ("step-mlpbn-sgd", static () => BatchNormalized(Sgd)),
        ("step-mlpbn-adam", static () => BatchNormalized(Adam)),
        ("step-lenet", ImageModels.LeNet),
        ("step-resnet20", ImageModels.ResNet),
        ("step-lstm", SequenceModels.Lstm),
        ("step-gpt", SequenceModels.Gpt),
    ];

    /// <summary>The step whose memory is compared.</summary>
    public static Action LargestStep() => BatchNormalized(Sgd);

    private static Action BatchNormalized(Func<IEnumerable<Tensor>, Optimizer> make) => Classifier([784, 512, 512, 10], 256, make, batchNorm: true);

    public static Optimizer Sgd(IEnumerable<Tensor> parameters) => new SGD(parameters, 0.1);

    private static Optimizer Adam(IEnumerable<Tensor> parameters) => new Adam(parameters);

    private static Action Classifier(int[] sizes, int batch, Func<IEnumerable<Tensor>, Optimizer> make, bool batchNorm = false)
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([batch, sizes[0]], generator), labels = Tensor.RandInt(0, sizes[^1], [batch], generator);
        var model = Mlp(sizes, generator, batchNorm);
        return Step(make(model.Parameters()), () => Loss.CrossEntropy(model.Forward(x), labels));
    }

    private static Action Regressor(int[] sizes, int batch, Func<IEnumerable<Tensor>, Optimizer> make)
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([batch, sizes[0]], generator), y = Tensor.Randn([batch, sizes[^1]], generator);
        var model = Mlp(sizes, generator, false);
        return Step(make(model.Parameters()), () => Loss.Mse(model.Forward(x), y));
    }

    public static Action Step(Optimizer optimizer, Func<Tensor> loss) => () =>
    {
        using var scope = new TensorScope();
        optimizer.ZeroGrad();
        loss().Backward();
        optimizer.Step();
    };

    private static Sequential Mlp(int[] sizes, Generator generator, bool batchNorm)
    {
        List<Module<Tensor, Tensor>> layers = [];
        for (int i = 0; i < sizes.Length - 1; i++)
        {
            layers.Add(new Linear(sizes[i], sizes[i + 1], generator: generator));
            if (i == sizes.Length - 2)
                break;
            if (batchNorm)
                layers.Add(new BatchNorm1d(sizes[i + 1]));
            layers.Add(Activation.Relu());
        }
        return new([.. layers]);
    }
}
