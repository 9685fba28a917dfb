using AutoGrad.Training;

namespace AutoGrad.Tests;

public class HistoryTests
{
    [Fact]
    public void Series_keep_their_values_and_the_order_they_began_in()
    {
        var history = new History();
        history.Add("train/loss", 2, step: 10, epoch: 1);
        history.Add("validation/loss", 3, step: 10, epoch: 1);
        history.Add("train/loss", 1.5, step: 20, epoch: 2);
        Assert.Equal(["train/loss", "validation/loss"], history.Names);
        Assert.Equal([new(10, 1, 2), new Measurement(20, 2, 1.5)], history["train/loss"]);
        Assert.Equal(1.5, history.Last("train/loss"));
        Assert.Empty(history["accuracy"]);
        Assert.Equal("train/loss 1.5, validation/loss 3", history.ToString());
    }

    [Fact]
    public void Steps_do_not_go_back_and_errors_list_the_series()
    {
        var history = new History();
        history.Add("loss", 2, step: 10, epoch: 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Add("loss", 1, step: 9, epoch: 1));
        Assert.Contains("there are loss", Assert.Throws<KeyNotFoundException>(() => history.Last("accuracy")).Message);
    }
}
