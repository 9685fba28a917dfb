using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class LossTests
{
    public static TheoryData<double, double, double> Extremes => new()
    {
        { 1e4, 1, 0 }, { 1e4, 0, 1e4 }, { -1e4, 1, 1e4 }, { -1e4, 0, 0 }, { -40, 0, 4.248354255291589e-18 }, { 40, 1, 4.248354255291589e-18 },
    };

    [Theory]
    [MemberData(nameof(Extremes))]
    public void BinaryCrossEntropyOfLogitsIsAccurateAtExtremes(double logit, double target, double expected)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            foreach (var posWeight in new Tensor?[] { null, Tensor.Ones([1], dtype) })
            {
                var x = Tensor.Full([1], logit, dtype).WithGrad();
                var loss = Loss.BinaryCrossEntropyWithLogits(x, Tensor.Full([1], target, dtype), posWeight: posWeight);
                Assert.Equal(expected, loss.Item(), 1e-6 * expected);
                loss.Backward();
                Assert.Equal(1 / (1 + Math.Exp(-logit)) - target, x.Grad!.Item(), 1e-6);
            }
    }

    [Fact]
    public void CrossEntropyIsAccurateAtExtremes()
    {
        var x = Tensor.Of([[1e4, 0.0, -1e4]]).WithGrad();
        var loss = Loss.CrossEntropy(x, Tensor.Of([2L]));
        loss.Backward();
        Assert.Equal(2e4, loss.Item());
        Assert.Equal([1.0, 0.0, -1.0], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void IgnoredLabelsLeaveNoTraceEvenOfNaN()
    {
        var x = Tensor.Of([[1.0, 2.0], [double.NaN, 0.0]]).WithGrad();
        var loss = Loss.CrossEntropy(x, Tensor.Of([0L, -100L]));
        Assert.Equal(Math.Log(1 + Math.E), loss.Item(), 1e-12);
        Assert.True(double.IsNaN(Loss.CrossEntropy(x, Tensor.Of([-100L, -100L])).Item()));
    }

    [Fact]
    public void LossesAreFunctionsOfTwoTensors()
    {
        Func<Tensor, Tensor, Tensor>[] losses =
        [
            Loss.Mse, Loss.L1, Loss.BinaryCrossEntropy, Loss.BinaryCrossEntropyWithLogits, Loss.SmoothL1, Loss.Huber, Loss.PoissonNll,
            Loss.MultiLabelSoftMargin, Loss.BinaryFocal,
        ];
        Tensor p = Tensor.Of([0.25, 0.5]), t = Tensor.Of([1.0, 0.0]);
        Assert.Equal(Loss.Mse(p, t).Item(), losses[0](p, t).Item());
        Assert.All(losses, loss => Assert.True(loss(p, t).Item() > 0));
        Func<Tensor, Tensor, Tensor> ofLabels = Loss.CrossEntropy;
        Assert.Equal(Math.Log(2), ofLabels(Tensor.Zeros([3, 2], DType.Float64), Tensor.Arange(3).Clamp(0, 1)).Item(), 1e-12);
        ofLabels = Loss.Nll;
        Assert.Equal(0.5, ofLabels(Tensor.Full([3, 2], -0.5), Tensor.Zeros([3], DType.Int32)).Item(), 1e-6);
    }

    [Fact]
    public void ATargetOfProbabilityZeroLeavesNoTrace()
    {
        Tensor x = Tensor.Of([[0.5, 0.5]]).Log().WithGrad(), t = Tensor.Of([[0.0, 1.0]]).WithGrad();
        var loss = Loss.KlDivergence(x, t, Reduction.BatchMean);
        loss.Backward();
        Assert.Equal(Math.Log(2), loss.Item(), 1e-15);
        Assert.Equal([-0.0, -1.0], x.Grad!.ToArray<double>());
        Near.Assert(Tensor.Of([[Math.Log(2), 1 + Math.Log(2)]]), t.Grad!);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(2.0)]
    public void AFocalLossOfWhatIsCertainHasNoGradient(double gamma)
    {
        Tensor x = Tensor.Of([[1e4, -1e4]]).WithGrad(), one = Tensor.Of([1e4]).WithGrad();
        var loss = Loss.Focal(x, Tensor.Of([0L]), gamma) + Loss.BinaryFocal(one, Tensor.Of([1.0]), gamma: gamma);
        loss.Backward();
        Assert.Equal(0, loss.Item());
        Assert.Equal([0.0, 0.0], x.Grad!.ToArray<double>());
        Assert.Equal(0, one.Grad!.Item());
    }

    [Fact]
    public void AnInfiniteCtcLossThatCountsAsZeroHasGradientZero()
    {
        var x = Tensor.Randn([2, 1, 3], Generator.Seeded(1), DType.Float64).WithGrad();
        var loss = Loss.Ctc(x.LogSoftmax(), Tensor.Of([[1L, 1L]]), Tensor.Of([2L]), Tensor.Of([2L]), zeroInfinity: true);
        loss.Backward();
        Assert.Equal(0, loss.Item());
        Assert.All(x.Grad!.ToArray<double>(), static g => Assert.Equal(0, g));
    }

    private static readonly Tensor scores = Tensor.Zeros([4, 3]), column = Tensor.Zeros([4, 1]), row = Tensor.Zeros([4]), scalar = Tensor.Of(1f);
    private static readonly Tensor wide = Tensor.Zeros([4], DType.Float64), two = Tensor.Full([4], 2), nothing = Tensor.Zeros([0, 3]);
    private static readonly Tensor labels = Tensor.Of([0L, 1L, 2L, 3L]), fewer = Tensor.Of([0L, 1L]), none = Tensor.Zeros([0], DType.Int64);
    private static readonly Tensor upright = Tensor.Zeros([4, 1], DType.Int64), hot = Tensor.Zeros([4, 3], DType.Int64);
    private static readonly Tensor steps = Tensor.Zeros([4, 1, 3]), path = Tensor.Of([[1L, 2L]]);

    public static TheoryData<string, Type, string> Refusals => new()
    {
        { "column and row", typeof(ShapeException), "Mse: column is [4, 1] and row is [4]; they must be equal, for losses do not broadcast. Did " +
            "you mean row.Reshape(column.Shape)?" },
        { "different sizes", typeof(ShapeException), "L1: scores is [4, 3] and row is [4]; they must be equal, for losses do not broadcast." },
        { "integers", typeof(DTypeException), "Mse: row is Float32 and labels is Int64; they must be equal. Convert with labels.To(DType.Float32)." },
        { "integer prediction", typeof(DTypeException), "Mse: labels is Int64; it must be floating-point. Convert with labels.To(DType.Float32)." },
        { "precisions", typeof(DTypeException), "BinaryCrossEntropyWithLogits: row is Float32 and wide is Float64; they must be equal. Convert " +
            "with wide.To(DType.Float32)." },
        { "empty", typeof(ShapeException), "Mse: nothing is [0, 3], an empty batch, which has no loss. Skip it." },
        { "empty labels", typeof(ShapeException), "CrossEntropy: nothing is [0, 3], an empty batch, which has no loss. Skip it." },
        { "logits as probabilities", typeof(ArgumentOutOfRangeException), "BinaryCrossEntropy: two holds 2, which is no probability; they lie in " +
            "[0, 1]. For logits use BinaryCrossEntropyWithLogits." },
        { "NaN as probability", typeof(ArgumentOutOfRangeException), "BinaryCrossEntropy: two * double.NaN holds NaN, which is no probability" },
        { "no labels", typeof(ArgumentNullException), "Value cannot be null. (Parameter 'target')" },
        { "weight shape", typeof(ShapeException), "BinaryCrossEntropy: weight is [5] and does not broadcast to row, [4]." },
        { "weight growing", typeof(ShapeException), "BinaryCrossEntropy: weight is [2, 4] and does not broadcast to row, [4]." },
        {
            "label", typeof(IndexException),
            "CrossEntropy: labels holds the label 3 at [3], and scores, [4, 3], has 3 classes, numbered from 0 to 2. Labels to be left out are " +
            "named by ignoreIndex."
        },
        { "negative label", typeof(IndexException), "Nll: the target holds the label -1 at [0], and scores, [4, 3], has 3 classes" },
        { "labels of another batch", typeof(ShapeException), "CrossEntropy: scores is [4, 3] and fewer is [2]; with 3 classes the labels must be " +
            "[4]." },
        { "labels as a column", typeof(ShapeException), "CrossEntropy: scores is [4, 3] and upright is [4, 1]; with 3 classes the labels must be " +
            "[4]. Did you mean upright.Reshape(4)?" },
        { "one-hot integers", typeof(ShapeException), "CrossEntropy: scores is [4, 3] and hot is [4, 3]; with 3 classes the labels must be [4]. " +
            "Did you mean hot.ArgMax(1), or as probabilities hot.To(DType.Float32)?" },
        { "float labels", typeof(ShapeException), "CrossEntropy: scores is [4, 3] and row is [4]; they must be equal, for losses do not broadcast. " +
            "For labels, give whole numbers (Int64)." },
        { "float labels of nll", typeof(DTypeException), "Nll: row is Float32; labels are whole numbers. Convert with row.To(DType.Int64)." },
        { "class weights", typeof(ShapeException), "CrossEntropy: weight is [4]; it must be [3], one factor for each class of scores, [4, 3]." },
        { "class weights' dtype", typeof(DTypeException), "Nll: scores is Float32 and weight is Float64; they must be equal. Convert with " +
            "weight.To(DType.Float32)." },
        { "smoothing", typeof(ArgumentOutOfRangeException), "CrossEntropy: label smoothing is a probability and must lie in [0, 1]." },
        { "signs as labels", typeof(ArgumentOutOfRangeException), "HingeEmbedding: labels holds 0 at [0]; it must hold 1 and -1. Of 1 and 0 make " +
            "them by 2 * labels - 1." },
        { "signs of another shape", typeof(ShapeException), "SoftMargin: scores is [4, 3] and row is [4]; it must be [4, 3], for losses do not " +
            "broadcast." },
        { "signs as a column", typeof(ShapeException), "CosineEmbedding: scores is [4, 3] and column is [4, 1]; it must be [4], for losses do not " +
            "broadcast. Did you mean column.Reshape(4)?" },
        { "other ranks", typeof(ShapeException), "MarginRanking: row is [4] and column is [4, 1]; they must be equal, for losses do not broadcast." },
        { "beta", typeof(ArgumentOutOfRangeException), "SmoothL1: beta is -1; it must be 0 or more, and finite." },
        { "delta", typeof(ArgumentOutOfRangeException), "Huber: delta is 0; it must be more than 0, and finite." },
        { "batch mean", typeof(ArgumentOutOfRangeException), "Only KlDivergence takes the mean over the batch; use Reduction.Mean, or " +
            "divide the sum." },
        { "variance shape", typeof(ShapeException), "GaussianNll: scores is [4, 3] and nothing is [0, 3]; it must have that shape, or one variance " +
            "for all along the last axis." },
        { "negative variance", typeof(ArgumentOutOfRangeException), "GaussianNll: row - 1 holds -1 at [0]; a variance is 0 or more. Of logarithms " +
            "make them by Exp()." },
        { "images", typeof(ShapeException), "MultiMargin: scores.Unsqueeze(0) is [1, 4, 3]; it must be [C] or [N, C], C being the number of " +
            "classes." },
        { "label of margins", typeof(IndexException), "MultiMargin: labels holds the label 3 at [3], and scores, [4, 3], has 3 classes, numbered " +
            "from 0 to 2." },
        { "exponent", typeof(ArgumentOutOfRangeException), "MultiMargin: p is 3; it must be 1 or 2." },
        { "list of labels", typeof(IndexException), "MultiLabelMargin: labels - 2 holds -2 at [0]; it must lie from -1 to 3, for labels run from " +
            "0, and -1 ends a list." },
        { "shape of a list", typeof(ShapeException), "MultiLabelMargin: scores is [4, 3] and labels is [4]; they must be equal, a list of labels " +
            "for each example filled up with -1." },
        { "alpha", typeof(ArgumentOutOfRangeException), "BinaryFocal: alpha must lie in [0, 1], or be null." },
        { "negative", typeof(ShapeException), "TripletMargin: scores is [4, 3] and row is [4]; they must be equal, for losses do not broadcast." },
        { "blank as label", typeof(IndexException), "Ctc: path holds 1 at [0, 0]; it must lie from 0 to 2, for there are 3 classes, and not be the " +
            "blank." },
        { "blank", typeof(ArgumentOutOfRangeException), "Ctc: the blank is one of the classes, from 0 to 2." },
        { "steps", typeof(IndexException), "Ctc: inputLengths holds 5 at [0]; it must lie from 1 to 4, for it is what there is." },
        { "as many lengths", typeof(ShapeException), "Ctc: targetLengths is [2]; it must be [1], one length for each sequence." },
        { "paths", typeof(ShapeException), "Ctc: steps is [4, 1, 3] and upright is [4, 1]; the labels must be [1, S], or those of all sequences in " +
            "a row." },
        { "labels in a row", typeof(ShapeException), "Ctc: labels has 4 labels in a row and targetLengths sum to 2; they must be equal." },
        { "scalar logits", typeof(ShapeException), "CrossEntropy: scalar is a scalar; it must be [C], [N, C] or [N, C, …], C being the number of " +
            "classes." },
    };

    private static readonly Dictionary<string, Func<Tensor>> Attempts = new()
    {
        ["column and row"] = static () => Loss.Mse(column, row),
        ["different sizes"] = static () => Loss.L1(scores, row),
        ["integers"] = static () => Loss.Mse(row, labels),
        ["integer prediction"] = static () => Loss.Mse(labels, row),
        ["precisions"] = static () => Loss.BinaryCrossEntropyWithLogits(row, wide),
        ["empty"] = static () => Loss.Mse(nothing, nothing, Reduction.Sum),
        ["empty labels"] = static () => Loss.CrossEntropy(nothing, none),
        ["logits as probabilities"] = static () => Loss.BinaryCrossEntropy(two, row),
        ["NaN as probability"] = static () => Loss.BinaryCrossEntropy(two * double.NaN, row),
        ["no labels"] = static () => Loss.CrossEntropy(scores, null!),
        ["weight shape"] = static () => Loss.BinaryCrossEntropy(row, row, Tensor.Ones([5])),
        ["weight growing"] = static () => Loss.BinaryCrossEntropy(row, row, Tensor.Ones([2, 4])),
        ["label"] = static () => Loss.CrossEntropy(scores, labels),
        ["negative label"] = static () => Loss.Nll(scores, labels - 1, targetName: null),
        ["labels of another batch"] = static () => Loss.CrossEntropy(scores, fewer),
        ["labels as a column"] = static () => Loss.CrossEntropy(scores, upright),
        ["one-hot integers"] = static () => Loss.CrossEntropy(scores, hot),
        ["float labels"] = static () => Loss.CrossEntropy(scores, row),
        ["float labels of nll"] = static () => Loss.Nll(scores, row),
        ["class weights"] = static () => Loss.CrossEntropy(scores, labels.Clamp(max: 2), Tensor.Ones([4])),
        ["class weights' dtype"] = static () => Loss.Nll(scores, labels.Clamp(max: 2), Tensor.Ones([3], DType.Float64)),
        ["smoothing"] = static () => Loss.CrossEntropy(scores, labels, labelSmoothing: 1.5),
        ["signs as labels"] = static () => Loss.HingeEmbedding(row, labels),
        ["signs of another shape"] = static () => Loss.SoftMargin(scores, row),
        ["signs as a column"] = static () => Loss.CosineEmbedding(scores, scores, column),
        ["other ranks"] = static () => Loss.MarginRanking(row, column, labels),
        ["beta"] = static () => Loss.SmoothL1(row, row, -1),
        ["delta"] = static () => Loss.Huber(row, row, 0),
        ["batch mean"] = static () => Loss.Mse(row, row, Reduction.BatchMean),
        ["variance shape"] = static () => Loss.GaussianNll(scores, scores, nothing),
        ["negative variance"] = static () => Loss.GaussianNll(row, row, row - 1),
        ["images"] = static () => Loss.MultiMargin(scores.Unsqueeze(0), labels),
        ["label of margins"] = static () => Loss.MultiMargin(scores, labels),
        ["exponent"] = static () => Loss.MultiMargin(scores, labels, 3),
        ["list of labels"] = static () => Loss.MultiLabelMargin(row, labels - 2),
        ["shape of a list"] = static () => Loss.MultiLabelMargin(scores, labels),
        ["alpha"] = static () => Loss.BinaryFocal(row, row, 1.5),
        ["negative"] = static () => Loss.TripletMargin(scores, scores, row),
        ["blank as label"] = static () => Loss.Ctc(steps, path, Tensor.Of([4L]), Tensor.Of([1L]), blank: 1),
        ["blank"] = static () => Loss.Ctc(steps, path, Tensor.Of([4L]), Tensor.Of([1L]), blank: 3),
        ["steps"] = static () => Loss.Ctc(steps, path, Tensor.Of([5L]), Tensor.Of([1L])),
        ["as many lengths"] = static () => Loss.Ctc(steps, path, Tensor.Of([4L]), fewer),
        ["paths"] = static () => Loss.Ctc(steps, upright, Tensor.Of([4L]), Tensor.Of([1L])),
        ["labels in a row"] = static () => Loss.Ctc(steps, labels, Tensor.Of([4L]), Tensor.Of([2L])),
        ["scalar logits"] = static () => Loss.CrossEntropy(scalar, labels),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void MistakesAreNamed(string mistake, Type type, string message)
    {
        var error = Assert.ThrowsAny<Exception>(() => Attempts[mistake]());
        Assert.IsType(type, error);
        Assert.StartsWith(message, error.Message);
    }
}
