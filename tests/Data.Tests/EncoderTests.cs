using AutoGrad.Data;

namespace AutoGrad.Tests;

public class EncoderTests
{
    private static readonly string?[] kinds = ["House", "Condo", "House", "Ärker"];

    [Fact]
    public void Labels_are_numbers_in_the_order_of_characters_and_go_back()
    {
        var encoder = new LabelEncoder();
        var labels = encoder.FitTransform(kinds);
        Assert.Equal(DType.Int64, labels.DType);
        Assert.Equal([1L, 0, 1, 2], labels.ToArray<long>());
        Assert.Equal(kinds, encoder.InverseTransform(labels));
        Assert.Equal("LabelEncoder(Condo, House, Ärker)", encoder.ToString());
        Assert.Equal([0L, 2], new LabelEncoder("low", "middle", "high").Transform(["low", "high"]).ToArray<long>());
    }

    [Fact]
    public void Ones_stand_in_the_column_of_the_category_and_go_back()
    {
        var encoder = new OneHotEncoder(ignoreUnknown: true);
        var rows = encoder.FitTransform(kinds);
        Assert.Equal([0f, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], rows.ToArray<float>());
        Assert.Equal(kinds, encoder.InverseTransform(rows));
        Assert.Equal([0f, 0, 0, 1, 0, 0, 0, 0, 0], encoder.Transform([null, "Condo", "Castle"]).ToArray<float>());
        Assert.Equal<string?[]>([null, "Condo"], encoder.InverseTransform(encoder.Transform([null, "Condo"])));
    }

    [Fact]
    public void What_is_unknown_or_missing_is_named()
    {
        var labels = new LabelEncoder().Fit(kinds);
        Assert.Contains("value 1 is 'Castle', which was not there when the categories were learned; they are Condo, House, Ärker.",
            Assert.Throws<ArgumentException>(() => labels.Transform(["House", "Castle"])).Message);
        Assert.Contains("value 0 is missing", Assert.Throws<ArgumentException>(() => labels.Transform([null])).Message);
        Assert.Contains("3 is no label; use 0 to 2",
            Assert.Throws<ArgumentOutOfRangeException>(() => labels.InverseTransform(Tensor.Of([0L, 3]))).Message);
        Assert.Contains("ignoreUnknown: true", Assert.Throws<ArgumentException>(() => new OneHotEncoder().Fit(kinds).Transform([null])).Message);
        Assert.Contains("call Fit", Assert.Throws<InvalidOperationException>(() => new LabelEncoder().Transform(["a"])).Message);
        Assert.Throws<InvalidOperationException>(() => new OneHotEncoder().StateDict());
        Assert.Contains("no values", Assert.Throws<ArgumentException>(() => new LabelEncoder().Fit([null])).Message);
        Assert.Contains("listed twice", Assert.Throws<ArgumentException>(() => new LabelEncoder("a", "a")).Message);
        Assert.Throws<ShapeException>(() => new OneHotEncoder().Fit(kinds).InverseTransform(Tensor.Zeros([2, 4])));
    }

    [Fact]
    public void A_state_makes_another_encoder_the_same()
    {
        var encoder = new OneHotEncoder().Fit(kinds);
        var other = new OneHotEncoder();
        other.LoadStateDict(encoder.StateDict());
        Assert.Equal(encoder.Classes, other.Classes);
        var labels = new LabelEncoder("", "b");
        Assert.Contains("is one tensor", Assert.Throws<ArgumentException>(() => labels.LoadStateDict(new Dictionary<string, Tensor>())).Message);
        Assert.Contains("as bytes",
            Assert.Throws<ArgumentException>(() => labels.LoadStateDict(new Dictionary<string, Tensor> { ["classes"] = Tensor.Zeros([3]) })).Message);
        Assert.Equal(["", "b"], labels.Classes);
        var copy = new LabelEncoder();
        copy.LoadStateDict(labels.StateDict());
        Assert.Equal(["", "b"], copy.Classes);
    }
}
