using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Layers and losses in VMap, and per-sample gradients of networks.</summary>
public class VMapNnTests
{
    private static readonly Generator Random = Generator.Seeded(5);

    private static readonly Tensor Weight = Tensor.Rand([3], Random, DType.Float64) + 0.5, Probabilities = Draw([3, 4, 3]).Softmax();

    private static readonly Tensor Labels = Tensor.Of([[0L, 2L, 1L, 0L], [2L, 2L, -100L, 1L], [1L, 0L, 0L, -100L]]);

    private static readonly Tensor Classes = Labels.Clamp(min: 0), Signs = Tensor.Of([[1L, -1L, 1L, 1L], [-1L, -1L, 1L, -1L], [1L, 1L, 1L, -1L]]);

    private static readonly Tensor Lists = Tensor.Of(
        [[[2L, -1L, 0L], [0L, 1L, -1L]], [[-1L, 0L, 0L], [0L, 1L, 2L]], [[2L, 1L, -1L], [0L, -1L, -1L]]]);

    private static readonly Embedding Table = new(3, 3, paddingIndex: 2, generator: Random, dtype: DType.Float64);

    private static readonly Bilinear TwoTensors = new(4, 4, 2, generator: Random, dtype: DType.Float64);

    /// <summary>Functions of a sample, and the shape of the samples.</summary>
    private static readonly Dictionary<string, (Tensor Samples, Tensor? Targets, Func<Tensor, Tensor, Tensor> Of)> Rows = new()
    {
        ["Linear"] = (Draw([3, 2, 4]), null, Layer(new Linear(4, 2, generator: Random))),
        ["Linear of vectors"] = (Draw([3, 4]), null, Layer(new Linear(4, 2, generator: Random))),
        ["Linear of a batch"] = (Draw([3, 2, 2, 4]), null, Layer(new Linear(4, 2, generator: Random))),
        ["LayerNorm"] = (Draw([3, 3, 4]), null, Layer(new LayerNorm([4]))),
        ["LayerNorm of vectors"] = (Draw([3, 4]), null, Layer(new LayerNorm(4))),
        ["BatchNorm1d in use"] = (Draw([3, 2, 3]), null, Layer(new BatchNorm1d(3).Eval())),
        ["BatchNorm1d of sequences in use"] = (Draw([3, 1, 3, 2]), null, Layer(new BatchNorm1d(3).Eval())),
        ["BatchNorm1d of the batch in each sample"] = (Draw([3, 5, 3]), null, Layer(new BatchNorm1d(3, trackRunningStats: false))),
        ["BatchNorm2d of the batch in each sample"] = (Draw([3, 2, 3, 2, 2]), null, Layer(new BatchNorm2d(3, trackRunningStats: false))),
        ["InstanceNorm2d"] = (Draw([3, 2, 3, 2, 2]), null, Layer(new InstanceNorm2d(3, affine: true))),
        ["GroupNorm"] = (Draw([3, 2, 4, 2]), null, Layer(new GroupNorm(2, 4))),
        ["RMSNorm"] = (Draw([3, 2, 4]), null, Layer(new RMSNorm(4))),
        ["LocalResponseNorm"] = (Draw([3, 2, 4, 2]), null, Layer(new LocalResponseNorm(3, 0.5))),
        ["Interpolate and pad"] = (Draw([3, 1, 2, 3]), null, static (x, _) =>
            x.Interpolate(2.5, InterpolationMode.Linear).Pad([(2, 1)], PadMode.Reflect)),
        ["PixelShuffle"] = (Draw([3, 4, 2, 3]), null, static (x, _) => x.PixelShuffle(2)),
        ["Embedding"] = (Draw([3, 2, 3]), Tensor.Of([[0L, 1L], [1L, 1L], [2L, 0L]]), static (x, n) =>
            (Table.Forward(n) * x).Sum(-1)),
        ["Bilinear"] = (Draw([3, 2, 4]), null, static (x, _) => TwoTensors.Forward(x, x.Square())),
        ["CosineSimilarity"] = (Draw([3, 2, 4]), Draw([3, 2, 4]), static (x, y) => new CosineSimilarity().Forward(x, y)),
        ["PairwiseDistance"] = (Draw([3, 2, 4]), Draw([3, 2, 4]), static (x, y) => new PairwiseDistance(3).Forward(x, y)),
        ["Network"] = (Draw([3, 4]), null, Layer(new Sequential(
            new Linear(4, 5, generator: Random), new LayerNorm(5), Activation.Gelu(), new Dropout(0), new Linear(5, 2, generator: Random), Activation.Softmax()))),
        ["Mse"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.Mse(x, t)),
        ["L1"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.L1(x, t, Reduction.None)),
        ["BinaryCrossEntropy"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.BinaryCrossEntropy(x.Sigmoid(), t, Weight)),
        ["BinaryCrossEntropyWithLogits"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.BinaryCrossEntropyWithLogits(x, t, posWeight: Weight)),
        ["CrossEntropy"] = (Draw([3, 4, 3]), Labels, static (x, t) => Loss.CrossEntropy(x, t)),
        ["CrossEntropy of one label"] = (Draw([3, 3]), Tensor.Of([2L, 0L, 1L]), static (x, t) => Loss.CrossEntropy(x, t)),
        ["CrossEntropy, weighted and smoothed"] = (Draw([3, 4, 3]), Labels, static (x, t) => Loss.CrossEntropy(x, t, Weight, labelSmoothing: 0.2)),
        ["CrossEntropy of each"] = (Draw([3, 4, 3]), Labels, static (x, t) => Loss.CrossEntropy(x, t, reduction: Reduction.None)),
        ["CrossEntropy of probabilities"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.CrossEntropy(x, t, Weight, labelSmoothing: 0.2)),
        ["SmoothL1"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.SmoothL1(x, t, 0.4)),
        ["Huber"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.Huber(x, t)),
        ["KlDivergence"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.KlDivergence(x, t, Reduction.BatchMean)),
        ["PoissonNll"] = (Draw([3, 4, 3]), Draw([3, 4, 3]).Abs() * 3, static (x, t) => Loss.PoissonNll(x, t, full: true)),
        ["GaussianNll"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.GaussianNll(x, t, t.Abs().Sum(1))),
        ["HingeEmbedding"] = (Draw([3, 4]), Signs, static (x, t) => Loss.HingeEmbedding(x, t)),
        ["SoftMargin"] = (Draw([3, 4]), Signs, static (x, t) => Loss.SoftMargin(x, t)),
        ["MarginRanking"] = (Draw([3, 4]), Signs, static (x, t) => Loss.MarginRanking(x, x.Square(), t, 0.3)),
        ["MultiMargin"] = (Draw([3, 4, 3]), Classes, static (x, t) => Loss.MultiMargin(x, t, 2, 1, Weight)),
        ["MultiLabelMargin"] = (Draw([3, 2, 3]), Lists, static (x, t) => Loss.MultiLabelMargin(x, t)),
        ["MultiLabelSoftMargin"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.MultiLabelSoftMargin(x, t, Weight)),
        ["CosineEmbedding"] = (Draw([3, 4, 3]), Signs, static (x, t) => Loss.CosineEmbedding(x, x.Exp(), t)),
        ["TripletMargin"] = (Draw([3, 4, 3]), Draw([3, 4, 3]), static (x, t) => Loss.TripletMargin(x, t, x.Square(), swap: true)),
        ["Focal"] = (Draw([3, 4, 3]), Labels, static (x, t) => Loss.Focal(x, t, 1.5, Weight)),
        ["BinaryFocal"] = (Draw([3, 4, 3]), Probabilities, static (x, t) => Loss.BinaryFocal(x, t)),
        ["Ctc"] = (Draw([3, 4, 2, 3]), Tensor.Of([[2L, 1L], [1L, 1L], [0L, 2L]]), static (x, n) =>
            Loss.Ctc(x.LogSoftmax(), Tensor.Of([[1L, 1L], [2L, 1L]]), Tensor.Of([4L, 3L]), n)),
        ["Nll"] = (Draw([3, 4, 3]), Labels, static (x, t) => Loss.Nll(x.LogSoftmax(), t, Weight)),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    private static Tensor Draw(Shape shape) => Tensor.Randn(shape, Random, DType.Float64);

    private static Func<Tensor, Tensor, Tensor> Layer(Module<Tensor, Tensor> layer)
    {
        layer.To(DType.Float64);
        return (x, _) => layer.Forward(x);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void VMapIsTheStackOfTheResultsInEveryOrder(string name)
    {
        var (samples, targets, of) = Rows[name];
        targets ??= Tensor.Zeros([3], DType.Int64);
        OverBatch.AssertSameInEveryOrder(x => of(x[0], x[1]), [samples, targets], [0, 0], name);
        if (targets.DType != DType.Int64 || targets.Rank < 2)
            OverBatch.AssertSameInEveryOrder(x => of(x[0], x[1]), [samples[0], targets], [null, 0], $"{name}, its input shared");
        OverBatch.AssertSameInEveryOrder(x => of(x[0], x[1]), [samples, targets[0]], [0, null], $"{name}, its target shared");
    }

    [Fact]
    public void PerSampleGradientsOfANetworkAreThoseOfALoop()
    {
        var net = new Sequential(new Linear(6, 5, generator: Random), Activation.Tanh(), new Linear(5, 3, generator: Random));
        net.To(DType.Float64);
        Tensor[] parameters = [.. net.Parameters()];
        Tensor images = Draw([7, 6]), labels = Tensor.Of([0L, 1L, 2L, 0L, 1L, 2L, 0L]);
        Tensor LossOf(Tensor image, Tensor label) => Loss.CrossEntropy(net.Forward(image), label);
        Tensor[][] loop = [.. Enumerable.Range(0, 7).Select(i => Autodiff.Grad([LossOf(images[i], labels[i])], parameters))];

        var perSample = Autodiff.VMap((image, label) => Autodiff.Grad([LossOf(image, label)], parameters))(images, labels);
        for (int k = 0; k < parameters.Length; k++)
            OverBatch.AssertEqual(Tensor.Stack([.. loop.Select(gradients => gradients[k])]), perSample[k], $"parameter {k}");
        Assert.All(parameters, static parameter => Assert.Null(parameter.Grad));

        // The gradient of the mean is the mean of the gradients.
        Loss.CrossEntropy(net.Forward(images), labels).Backward();
        for (int k = 0; k < parameters.Length; k++)
            OverBatch.AssertEqual(parameters[k].Grad!, perSample[k].Mean(0), $"mean of parameter {k}");

        var chunks = Autodiff.VMap((image, label) => Autodiff.Grad([LossOf(image, label)], parameters), chunkSize: 3)(images, labels);
        OverBatch.AssertEqual(perSample, chunks, "chunks", 1e-12);
    }

    [Fact]
    public void AnEnsembleOfModulesAndTheirGradients()
    {
        var net = new Sequential(new Linear(6, 5, generator: Random), new LayerNorm(5), Activation.Tanh(), new Linear(5, 3, generator: Random));
        net.To(DType.Float64);
        string[] names = [.. net.ParameterDict().Keys];
        Tensor[] ensemble = [.. net.ParameterDict().Values.Select(static parameter => parameter + 0.1 * Draw([4, .. parameter.Shape]))];
        Tensor images = Draw([7, 6]), labels = Tensor.Of([0L, 1L, 2L, 0L, 1L, 2L, 0L]);
        OrderedDictionary<string, Tensor> Named(Tensor[] parameters)
        {
            var named = new OrderedDictionary<string, Tensor>();
            for (int i = 0; i < names.Length; i++)
                named.Add(names[i], parameters[i]);
            return named;
        }
        Tensor LossOf(Tensor[] parameters, Tensor x, Tensor y) => Loss.CrossEntropy(net.FunctionalCall(Named(parameters), x), y);

        int?[] each = [.. names.Select(static _ => (int?)0)];
        OverBatch.AssertSameInEveryOrder(p => LossOf(p, images, labels), ensemble, each, "ensemble");
        OverBatch.AssertSame(p => Autodiff.Grad(q => LossOf(q, images, labels), p), ensemble, each, "gradients of an ensemble");
        OverBatch.AssertSame(
            p => Autodiff.Grad(q => LossOf(q, p[^2], p[^1]), p[..^2]),
            [.. ensemble.Select(static parameter => parameter[0]), images, labels],
            [.. names.Select(static _ => (int?)null), 0, 0],
            "per-sample gradients");
    }

    [Fact]
    public void AnEnsembleIsVMapOverTheParameters()
    {
        Tensor weights = Draw([4, 5, 6]), biases = Draw([4, 5]), x = Draw([7, 6]);
        var together = Autodiff.VMap((w, b) => (x.MatMul(w.T) + b).Softmax())(weights, biases);
        for (int i = 0; i < 4; i++)
            OverBatch.AssertEqual((x.MatMul(weights[i].T) + biases[i]).Softmax(), together[i], $"member {i}");
    }

    [Fact]
    public void LossesAreFunctionsToMap()
    {
        Tensor prediction = Draw([4, 3]), target = Draw([4, 3]);
        OverBatch.AssertEqual((prediction - target).Square().Mean(1), Autodiff.VMap(Loss.Mse)(prediction, target), "Mse");
        Assert.Equal(Loss.Mse(prediction, target).Item(), Autodiff.VMap(Loss.Mse)(prediction, target).Mean().Item(), 1e-12);
    }

    [Fact]
    public void DropoutDropsTheSameInEverySample()
    {
        var y = Autodiff.VMap(new Dropout(0.5, Generator.Seeded(1)).Forward)(Tensor.Ones([6, 20]));
        Assert.Equal(y[0].Expand([6, 20]).ToArray<float>(), y.ToArray<float>());
        Assert.InRange(y[0].EqualTo(0).Sum().Item(), 1, 19);
    }

    [Fact]
    public void RunningStatisticsAreNotWrittenByABatch()
    {
        var norm = new BatchNorm1d(3);
        var state = norm.StateDict();
        var error = Assert.Throws<AutogradException>(() => Autodiff.VMap(norm.Forward)(Tensor.Ones([2, 4, 3])));
        Assert.StartsWith("BatchNorm1d(3, epsilon: 1E-05, momentum: 0.1): in training the running statistics are written", error.Message);
        Assert.All(norm.StateDict(), entry => Near.Assert(state[entry.Key], entry.Value));
    }

    [Fact]
    public void LabelsAndProbabilitiesAreCheckedInABatchToo()
    {
        Tensor x = Draw([3, 3]), p = Tensor.Of([[0.1, 0.2], [0.3, 1.5]]);
        Assert.StartsWith(
            "CrossEntropy: t holds the label 3 at [1], and z, [3], has 3 classes, numbered from 0 to 2.",
            Assert.Throws<IndexException>(() => Autodiff.VMap((z, t) => Loss.CrossEntropy(z, t))(x, Tensor.Of([0L, 3L, 1L]))).Message);
        Assert.StartsWith(
            "Nll: t holds the label -1 at [2]", Assert.Throws<IndexException>(() => Autodiff.VMap((z, t) => Loss.Nll(z, t))(x, Tensor.Of([0L, 1L, -1L]))).Message);
        Assert.StartsWith(
            "BinaryCrossEntropy: q holds 1.5", Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.VMap(q => Loss.BinaryCrossEntropy(q, q))(p)).Message);
    }
}
