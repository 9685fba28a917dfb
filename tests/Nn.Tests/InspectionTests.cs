namespace AutoGrad.Tests;

using AutoGrad.Nn;

/// <summary>Graphs of modules, with their parameters' names, and anomalies inside modules.</summary>
public class InspectionTests
{
    [Fact]
    public void Parameters_are_called_what_the_module_calls_them()
    {
        Sequential net = [new Linear(4, 3), Activation.Tanh(), new Linear(3, 2)];
        var loss = Loss.CrossEntropy(net.Forward(Tensor.Ones([5, 4])), Tensor.Of([0L, 1L, 0L, 1L, 0L]));
        var report = Tape.Describe(loss, net.NamedParameters());
        var named = report.Nodes.Where(static node => node.IsLeaf).Select(static node => node.Name);
        Assert.Equal(net.NamedParameters().Select(static pair => pair.Name).Order(), named.Order());
        foreach (var (name, _) in net.NamedParameters())
        {
            Assert.Contains(name, report.ToString());
            Assert.Contains(name, Tape.ToDot(loss, net.NamedParameters()));
            Assert.Contains(name, Tape.ToMermaid(loss, net.NamedParameters()).Replace("#95;", "_"));
            Assert.Contains(name, Tape.ToSvg(loss, net.NamedParameters()));
            Assert.DoesNotContain(name, Tape.ToSvg(loss));
        }
        var memory = Tape.MemoryReport(loss, net.NamedParameters());
        Assert.Equal(net.Parameters().Sum(static parameter => 4L * parameter.ElementCount), Tape.Describe(loss).LeafBytes);
        Assert.Contains("leaf " + net.NamedParameters()[0].Name, memory.ToString());
        var dictionary = net.NamedParameters().ToDictionary(static p => p.Name, static p => (Tensor)p.Parameter);
        Assert.Equal(net.NamedParameters()[0].Name, Tape.Describe(loss, dictionary).Nodes[0].Name);
    }

    private sealed class Normalizer : Module<Tensor, Tensor>
    {
        public Linear Layer { get; } = new(3, 2);

        public override Tensor Forward(Tensor x)
        {
            var y = Layer.Forward(x);
            y -= y.Mean(axis: 1, keepDim: true); // One positive, one negative: divided by 0 they are infinities of opposite sign.
            return y / ((y * y).Sum(axis: 1, keepDim: true) * 0).Sqrt(); // Divides by 0 and knows nothing of it.
        }
    }

    [Fact]
    public void An_anomaly_inside_a_module_names_the_line_of_the_module_and_of_its_caller()
    {
        Sequential net = [new Linear(4, 3), new Normalizer()];
        using (Autodiff.DetectAnomaly())
        {
            var problem = Assert.Throws<AnomalyException>(() => net.Forward(Tensor.Ones([5, 4])).Sum().Backward());
            Assert.IsType<Divide>(problem.Operation);
            string[] frames = problem.ForwardCall!.Split('\n');
            Assert.Contains("InspectionTests.Normalizer.Forward() in ", frames[0]);
            // Between the two stands Sequential, whose frame is the library's own.
            Assert.Contains(nameof(An_anomaly_inside_a_module_names_the_line_of_the_module_and_of_its_caller), frames[1]);
        }
        using (Autodiff.DetectAnomaly(checkForward: true, checkInfinity: true))
            Assert.IsType<Divide>(Assert.Throws<AnomalyException>(() => net.Forward(Tensor.Ones([5, 4]))).Operation);
    }

    [Fact]
    public void A_network_runs_in_inference_mode()
    {
        Sequential net = [new Linear(4, 3), new BatchNorm1d(3), Activation.Relu(), new LayerNorm(3), new Linear(3, 2)];
        net.Forward(Tensor.Randn([5, 4]));
        Tensor answer;
        using (Autodiff.Inference())
        {
            net.Forward(Tensor.Ones([5, 4])); // In training mode, with running statistics.
            answer = net.Eval().Forward(Tensor.Ones([5, 4]));
        }
        Assert.Throws<AutogradException>(() => net.Forward(answer[.., ..1].Expand([5, 4])));
        Loss.Mse(net.Train().Forward(Tensor.Ones([5, 4])), answer.Clone()).Backward();
        Assert.All(net.Parameters(), static parameter => Assert.NotNull(parameter.Grad));
    }
}
