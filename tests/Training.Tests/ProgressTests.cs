using System.Text.RegularExpressions;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>What is printed of a training, and where.</summary>
public class ProgressTests
{
    [Fact]
    public void A_line_an_epoch_where_it_is_asked_for()
    {
        var text = new StringWriter { NewLine = "\n" };
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Metrics = [new Accuracy()], Callbacks = [new ProgressBar(text)] };
        trainer.Fit(new DataLoader(Toy.Points(), 16), new DataLoader(Toy.Points(20, 1)), epochs: 3);
        string[] lines = text.ToString().TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(
            @"^epoch 1/3: train/loss 0\.\d+, train/accuracy [\d.]+, validation/loss [\d.]+, validation/accuracy [\d.]+, learning rate 0\.1, \d+:\d\d, \d+:\d\d left$", lines[0]);
        Assert.EndsWith(", 0:00 left", lines[2]);
    }

    [Fact]
    public void The_norms_of_every_parameter_are_left_to_the_report()
    {
        var text = new StringWriter { NewLine = "\n" };
        var net = Toy.Net();
        new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new ProgressBar(text), new RecordNorms()] }.Fit(new DataLoader(Toy.Points(), 16));
        Assert.Matches(@"\Aepoch 1/1: train/loss [\d.]+, learning rate 0\.1, \d+:\d\d, 0:00 left\n\z", text.ToString());
    }

    [Fact]
    public void It_tells_why_it_stopped_and_prints_nothing_unless_asked()
    {
        var text = new StringWriter { NewLine = "\n" };
        var net = Toy.Net();
        new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new ProgressBar(text, everyEpochs: 10), new StopBelow(100)] }
            .Fit(new DataLoader(Toy.Points(), 16), epochs: 30);
        Assert.Matches(@"\Aepoch 1/30: .*\nstopped: train/loss is [\d.]+, below 100\n\z", text.ToString());
        Assert.Empty(Regex.Matches(text.ToString(), @"\x1b"));
        using var closed = new StringWriter();
        closed.Dispose();
        new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new ProgressBar(closed)] }.Fit(new DataLoader(Toy.Points(), 16));
    }
}
