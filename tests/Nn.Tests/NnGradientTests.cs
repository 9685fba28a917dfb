using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>First and second derivatives of layers and losses against differences.</summary>
public class NnGradientTests
{
    private static readonly Generator Random = Generator.Seeded(12);

    private static readonly Tensor Positive = Tensor.Rand([4, 3], Random, DType.Float64) * 0.8 + 0.1;

    private static readonly Tensor Weight = Tensor.Rand([3], Random, DType.Float64) + 0.5;

    private static readonly Tensor Signs = Tensor.Of([1L, -1L, -1L, 1L]);

    private static readonly Dictionary<string, (int[] Shape, Func<Tensor, Tensor> Of)> Rows = new()
    {
        ["Linear"] = ([2, 3, 4], Layer(new Linear(4, 2, generator: Random))),
        ["BatchNorm1d"] = ([5, 3], Layer(new BatchNorm1d(3))),
        ["BatchNorm1d of sequences"] = ([3, 2, 4], Layer(new BatchNorm1d(2))),
        ["BatchNorm1d in use"] = ([1, 3], Layer(new BatchNorm1d(3).Eval())),
        ["LayerNorm"] = ([2, 3, 4], Layer(new LayerNorm([3, 4]))),
        ["BatchNorm2d"] = ([2, 2, 2, 2], Layer(new BatchNorm2d(2))),
        ["InstanceNorm2d"] = ([2, 2, 2, 2], Layer(new InstanceNorm2d(2, affine: true))),
        ["GroupNorm"] = ([2, 4, 2], Layer(new GroupNorm(2, 4))),
        ["RMSNorm"] = ([2, 3, 4], Layer(new RMSNorm([3, 4]))),
        ["LocalResponseNorm"] = ([2, 4, 2], Layer(new LocalResponseNorm(3, 0.5))),
        ["Conv1d"] = ([2, 2, 5], Layer(new Conv1d(2, 3, 3, padding: 1, paddingMode: PadMode.Circular, generator: Random))),
        ["Conv2d"] = ([1, 2, 4, 3], Layer(new Conv2d(2, 2, 2, stride: (2, 1), padding: 1, generator: Random))),
        ["ConvTranspose2d"] = ([1, 2, 2, 2], Layer(new ConvTranspose2d(2, 2, 3, stride: 2, outputPadding: 1, generator: Random))),
        ["MaxPool2d"] = ([1, 2, 4, 4], new MaxPool2d(2).Forward),
        ["AvgPool2d"] = ([1, 2, 4, 4], new AvgPool2d(3, 1, 1, countIncludePad: false).Forward),
        ["AdaptiveAvgPool2d"] = ([1, 2, 5, 4], new AdaptiveAvgPool2d((3, 2)).Forward),
        ["Network"] = ([6, 3], Layer(new Sequential(
            new Linear(3, 5, generator: Random), new BatchNorm1d(5), Activation.Tanh(), new Linear(5, 2, generator: Random)))),
        ["Mse"] = ([4, 3], static x => Loss.Mse(x, Positive)),
        ["BinaryCrossEntropy"] = ([4, 3], static x => Loss.BinaryCrossEntropy(x.Sigmoid(), Positive, Weight)),
        ["BinaryCrossEntropyWithLogits"] = ([4, 3], static x => Loss.BinaryCrossEntropyWithLogits(x, Positive, posWeight: Weight)),
        ["BinaryCrossEntropyWithLogits of targets"] = ([4, 3], static t => Loss.BinaryCrossEntropyWithLogits(Positive, t)),
        ["CrossEntropy"] = ([3, 3], static x => Loss.CrossEntropy(x, Tensor.Of([2L, -100L, 0L]), Weight, labelSmoothing: 0.2)),
        ["CrossEntropy of probabilities"] = ([4, 3], static x => Loss.CrossEntropy(x, Positive, Weight, labelSmoothing: 0.2)),
        ["CrossEntropy of targets"] = ([4, 3], static t => Loss.CrossEntropy(Positive, t, Weight)),
        ["SmoothL1"] = ([4, 3], static x => Loss.SmoothL1(x, Positive, 0.4)),
        ["Huber"] = ([4, 3], static x => Loss.Huber(Positive, x)),
        ["KlDivergence"] = ([4, 3], static x => Loss.KlDivergence(x.LogSoftmax(), Positive, Reduction.BatchMean)),
        ["KlDivergence of targets"] = ([4, 3], static t => Loss.KlDivergence(Positive, t.Softmax())),
        ["PoissonNll"] = ([4, 3], static x => Loss.PoissonNll(x, Positive * 3, full: true)),
        ["GaussianNll"] = ([4, 3], static x => Loss.GaussianNll(x, Positive, x.Square().Sum(1))),
        ["HingeEmbedding"] = ([4], static x => Loss.HingeEmbedding(x, Signs)),
        ["SoftMargin"] = ([4], static x => Loss.SoftMargin(x, Signs)),
        ["MarginRanking"] = ([4], static x => Loss.MarginRanking(x, x.Square(), Signs, 0.2)),
        ["MultiMargin"] = ([3, 3], static x => Loss.MultiMargin(x, Tensor.Of([2L, 1L, 0L]), 2, 0.9, Weight)),
        ["MultiLabelMargin"] = ([2, 3], static x => Loss.MultiLabelMargin(x, Tensor.Of([[2L, -1L, 0L], [0L, 1L, -1L]]))),
        ["MultiLabelSoftMargin"] = ([4, 3], static x => Loss.MultiLabelSoftMargin(x, Positive, Weight)),
        ["CosineEmbedding"] = ([4, 3], static x => Loss.CosineEmbedding(x, Positive, Signs, 0.1)),
        ["TripletMargin"] = ([4, 3], static x => Loss.TripletMargin(x, Positive, x.Square(), 3, swap: true)),
        ["Focal"] = ([3, 3], static x => Loss.Focal(x, Tensor.Of([2L, -100L, 0L]), 1.5, Weight)),
        ["BinaryFocal"] = ([4, 3], static x => Loss.BinaryFocal(x, Positive)),
        ["Ctc"] = ([5, 2, 3], static x => Loss.Ctc(x.LogSoftmax(), Tensor.Of([[1L, 1L], [2L, 0L]]), Tensor.Of([5L, 3L]), Tensor.Of([2L, 1L]))),
        ["Nll"] = ([3, 3], static x => Loss.Nll(x.LogSoftmax(), Tensor.Of([2L, 1L, 0L]), Weight)),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void DerivativesAreThoseOfDifferences(string name)
    {
        var (shape, of) = Rows[name];
        GradCheck.Check(x => of(x), Tensor.Randn(shape, Generator.Seeded(3), DType.Float64), new GradCheckOptions { SecondOrder = true });
    }

    private static Func<Tensor, Tensor> Layer(Module<Tensor, Tensor> layer) => layer.To(DType.Float64).Forward;
}
