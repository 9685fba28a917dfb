using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Modules as functions of their parameters.</summary>
public class FunctionalCallTests
{
    private sealed class Net : Module<Tensor, Tensor>
    {
        public Linear First { get; } = new(3, 4, generator: Generator.Seeded(1), dtype: DType.Float64);
        public BatchNorm1d Norm { get; } = new(4, dtype: DType.Float64);
        public List<Linear> Rest { get; } = [new(4, 4, generator: Generator.Seeded(2), dtype: DType.Float64)];
        public Linear Tied => Rest[0];
        public Parameter Scale { get; } = new(Tensor.Of(1.5));
        public Func<Tensor, Tensor> Inside { get; set; } = static x => x;

        public override Tensor Forward(Tensor x) => Inside(Scale * Tied.Forward(Rest[0].Forward(Norm.Forward(First.Forward(x)).Tanh())));
    }

    private static Tensor Draw(Shape shape, long seed = 3) => Tensor.Randn(shape, Generator.Seeded(seed), DType.Float64);

    private static OrderedDictionary<string, Tensor> Others(Module module)
    {
        var others = new OrderedDictionary<string, Tensor>();
        foreach (var (name, parameter) in module.NamedParameters())
            others.Add(name, Draw(parameter.Shape, others.Count + 10));
        return others;
    }

    private static Tensor Loss(Net net, IReadOnlyDictionary<string, Tensor> p, Tensor x) => net.FunctionalCall(p, x).Square().Mean();

    [Fact]
    public void It_is_the_model_with_these_parameters()
    {
        Net net = new(), loaded = new();
        var (others, x) = (Others(net), Draw([5, 3]));
        loaded.LoadStateDict(others, strict: false);
        Near.Assert(loaded.Forward(x), net.FunctionalCall(others, x), 0);
        Near.Assert(loaded.Forward(x)[0], net.FunctionalCall(others, () => net.Forward(x)[0]), 0);
    }

    [Fact]
    public void The_models_own_parameters_stay_what_they_are()
    {
        var net = new Net();
        net.Freeze();
        net.Scale.RequiresGrad = true;
        var (state, x) = (net.StateDict(), Draw([5, 3]));
        var memory = net.Parameters().Select(static p => p.Detach()).ToArray();
        net.Scale.Grad = Tensor.Of(7.0);
        foreach (bool fails in (bool[])[false, true])
        {
            net.Inside = x => fails ? throw new InvalidOperationException("inside") : x;
            var attempt = () => Autodiff.Grad(p => Loss(net, p, x), Others(net));
            if (fails)
                Assert.Throws<InvalidOperationException>(attempt);
            else
                attempt();
            Assert.All(net.Parameters().Zip(memory), static pair => Assert.True(pair.First.SharesMemoryWith(pair.Second)));
            Assert.Equal([net.Scale], net.Parameters().Where(static p => p.RequiresGrad));
            Assert.Equal(7, net.Scale.Grad!.Item());
            foreach (var (name, parameter) in net.NamedParameters())
                Near.Assert(state[name], parameter, 0);
        }
        net.Inside = static x => x;
        net.Forward(x).Sum().Backward(); // And they are learned as before.
        Assert.NotEqual(7, net.Scale.Grad!.Item());
    }

    [Fact]
    public void Gradients_by_name_are_those_that_Backward_gives()
    {
        var (net, x) = (new Net(), Draw([5, 3]));
        var (value, gradients) = Autodiff.ValueAndGrad(p => Loss(net, p, x), net.ParameterDict());
        var loss = net.Forward(x).Square().Mean();
        loss.Backward();
        Near.Assert(loss, value);
        Assert.Equal(net.NamedParameters().Select(static p => p.Name), gradients.Keys);
        foreach (var (name, parameter) in net.NamedParameters())
            Near.Assert(parameter.Grad!, gradients[name], 1e-13);
        Assert.All(gradients.Values, static g => Assert.False(g.RequiresGrad));
    }

    [Fact]
    public void What_was_recorded_refers_to_the_given_tensors_after_the_call()
    {
        var (net, x) = (new Net(), Draw([5, 3]));
        var others = Others(net);
        foreach (var tensor in others.Values)
            tensor.RequiresGrad = true;
        var y = net.FunctionalCall(others, x).Square().Mean();
        using (Autodiff.NoGrad())
            foreach (var parameter in net.Parameters())
                parameter.FillInPlace(0); // Nothing of these was saved, so writing to them is no concern of the graph.
        y.Backward();
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));
        var expected = Autodiff.Grad(p => Loss(net, p, x), Others(net));
        foreach (var (name, tensor) in others)
            Near.Assert(expected[name], tensor.Grad!, 1e-13);
    }

    [Fact]
    public void Second_derivatives_go_through_it_in_every_mode()
    {
        var (net, x) = (new Net(), Draw([5, 3]));
        var (w, unravel) = Autodiff.Ravel(Others(net));
        Tensor F(Tensor w) => Loss(net, unravel(w), x);
        var v = Draw(w.Shape, 99);
        var hessian = Autodiff.Hessian(F, w);
        Near.Assert(hessian.T, hessian);
        Near.Assert(hessian.MatMul(v), Autodiff.Hvp(F, w, v));
        Near.Assert(hessian.MatMul(v), Autodiff.Vhp(F, w, v));
        Near.Assert(v.MatMul(hessian).MatMul(v), Autodiff.DirectionalDerivative(F, w, v, order: 2));
        var product = Autodiff.Hvp(p => Loss(net, p, x), unravel(w), unravel(v));
        Near.Assert(hessian.MatMul(v), Autodiff.Ravel(product).Vector);
        Assert.Equal([4, 3, 4], Autodiff.Hessian(p => Loss(net, p, x), unravel(w))[("First.Weight", "First.Bias")].Shape);
    }

    [Fact]
    public void Inputs_and_parameters_are_differentiated_by_together()
    {
        var (net, x) = (new Net().Eval(), Draw([2, 3]));
        var p = net.ParameterDict();
        // ∂/∂W of Σ (∂u/∂x)²: what a physics-informed loss needs.
        Tensor Penalty(IReadOnlyDictionary<string, Tensor> p) => Autodiff.Grad(x => net.FunctionalCall(p, x).Sum(), x).Square().Sum();
        var gradient = Autodiff.Grad(Penalty, p)["Scale"];
        Near.Assert(2 * Penalty(p) / p["Scale"], gradient, 1e-12); // The penalty is quadratic in the scale.
        var direct = Autodiff.Grad(x => net.Forward(x).Sum(), x).Square().Sum();
        direct.Backward();
        Near.Assert(gradient, net.Scale.Grad!, 1e-12);
    }

    [Fact]
    public void Calls_may_be_nested_and_parameters_exchanged()
    {
        var net = new Linear(1, 1, generator: Generator.Seeded(1), dtype: DType.Float64);
        Dictionary<string, Tensor> State(Tensor weight, Tensor bias) => new() { ["Weight"] = weight, ["Bias"] = bias };
        var x = Tensor.Of([[2.0]]);
        Tensor Outer(Tensor w) => net.FunctionalCall(State(w, Tensor.Zeros([1], DType.Float64)), () =>
            net.Forward(x) * net.FunctionalCall(State(w * w, Tensor.Ones([1], DType.Float64)), x) * net.Forward(x)).Sum();
        // 2w · (2w² + 1) · 2w = 8w⁴ + 4w², at 3.
        Near.Assert(Tensor.Of([[8 * 4 * 27.0 + 8 * 3]]), Autodiff.Grad(Outer, Tensor.Of([[3.0]])));

        // Each other's: given as the parameters themselves, which gradients then go to.
        Sequential two = [new Linear(1, 1, bias: false, dtype: DType.Float64), new Linear(1, 1, bias: false, dtype: DType.Float64)];
        var (first, second) = (((Linear)two[0]).Weight, ((Linear)two[1]).Weight);
        var exchanged = new Dictionary<string, Tensor> { ["Layers.0.Weight"] = second, ["Layers.1.Weight"] = first };
        var y = two.FunctionalCall(exchanged, () => first * first + second);
        Near.Assert((second * second + first).Detach(), y, 0);
        y.Sum().Backward();
        Near.Assert(2 * second.Detach(), second.Grad!, 0);
        Near.Assert(Tensor.Ones([1, 1], DType.Float64), first.Grad!, 0);
    }

    [Fact]
    public void A_parameter_that_is_the_result_is_the_given_tensor()
    {
        var net = new Net();
        var others = Others(net);
        Assert.Same(others["Scale"], net.FunctionalCall(others, () => net.Scale as Tensor));
        Near.Assert(others["Scale"], net.FunctionalCall(others, () => net.Scale.Detach()), 0);
    }

    [Fact]
    public void A_model_runs_in_the_dtype_of_what_it_is_given()
    {
        var net = new Linear(3, 2, generator: Generator.Seeded(4));
        var wide = net.ParameterDict().ToDictionary(static p => p.Key, static p => p.Value.To(DType.Float64));
        Assert.Equal(DType.Float64, net.FunctionalCall(wide, Draw([4, 3])).DType);
        Assert.Equal(DType.Float32, net.Weight.DType);
        wide["Weight"] = Tensor.Arange(6).Reshape([2, 3]);
        Assert.Contains("Weight is a parameter", Assert.Throws<DTypeException>(() => net.FunctionalCall(wide, Draw([4, 3]))).Message);
    }

    [Fact]
    public void Buffers_may_be_left_out_or_given()
    {
        var (net, x) = (new Net(), Draw([5, 3]));
        var state = net.StateDict();
        net.FunctionalCall(state, x);
        Assert.Equal(0, net.Norm.NumBatchesTracked!.Item());
        Assert.Equal(1, state["Norm.NumBatchesTracked"].Item());
        net.FunctionalCall(net.ParameterDict(), x);
        Assert.Equal(1, net.Norm.NumBatchesTracked!.Item());
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_is_called()
    {
        var (net, called) = (new Linear(3, 2), false);
        var state = net.ParameterDict();
        state.Remove("Bias");
        state.Add("Bia", Tensor.Zeros([2]));
        Assert.Equal(
            """
            FunctionalCall: the state does not fit Linear, and nothing was called.
              Missing: Bias [2]
              Unexpected: Bia [2]
              Pass strict: false to replace the names that both have.
            """,
            Assert.Throws<StateDictException>(() => net.FunctionalCall(state, () => called = true)).Message);
        net.FunctionalCall(state, Tensor.Zeros([1, 3]), strict: false);
        state["Weight"] = Tensor.Zeros([3, 2]);
        Assert.Equal(
            """
            FunctionalCall: the state does not fit Linear, and nothing was called.
              Shape: Weight is [2, 3] in the model and [3, 2] in the state
              Give each a tensor of the model's shape.
            """,
            Assert.Throws<StateDictException>(() => net.FunctionalCall(state, () => called = true, strict: false)).Message);
        state["Weight"] = null!;
        Assert.Contains("Weight is null; nothing was called", Assert.Throws<ArgumentException>(() => net.FunctionalCall(state, () => called = true)).Message);
        Assert.False(called);
    }

    [Fact]
    public void Threads_wait_for_each_other()
    {
        var net = new Linear(2, 1, bias: false, dtype: DType.Float64);
        var x = Tensor.Of([[1.0, 10.0]]);
        Parallel.For(0, 8, i =>
        {
            var p = new Dictionary<string, Tensor> { ["Weight"] = Tensor.Of([[i, i + 1.0]]) };
            for (int k = 0; k < 200; k++)
                Assert.Equal(11 * i + 10, Autodiff.Grad(p => net.FunctionalCall(p, x).Square().Sum() / 2, p)["Weight"][0, 0].Item());
        });
    }

    [Fact]
    public void Models_that_share_a_layer_are_called_from_several_threads()
    {
        var shared = new Linear(3, 3, dtype: DType.Float64);
        Sequential a = [shared, Activation.Tanh()], b = [shared, Activation.Relu()];
        double[] own = shared.Weight.ToArray<double>();
        Tensor x = Draw([2, 3]);
        var models = new[] { (Model: a, Others: Others(a)), (Model: b, Others: Others(b)) };
        double[][] expected = [.. models.Select(m => m.Model.FunctionalCall(m.Others, x).ToArray<double>())];
        Parallel.For(0, 4, thread =>
        {
            var (model, others) = models[thread % 2];
            for (int i = 0; i < 500; i++)
                Assert.Equal(expected[thread % 2], model.FunctionalCall(others, x).ToArray<double>());
        });
        Assert.Equal(own, shared.Weight.ToArray<double>());
    }

    [Fact]
    public async Task Calls_that_nest_in_either_order_end()
    {
        Linear one = new(3, 3, dtype: DType.Float64), two = new(3, 3, dtype: DType.Float64);
        OrderedDictionary<string, Tensor> p = Others(one), q = Others(two);
        var x = Draw([2, 3]);
        var there = Task.Run(() => Repeat(() => one.FunctionalCall(p, () => two.FunctionalCall(q, x))));
        var back = Task.Run(() => Repeat(() => two.FunctionalCall(q, () => one.FunctionalCall(p, x))));
        await Task.WhenAll(there, back).WaitAsync(TimeSpan.FromMinutes(1));

        static void Repeat(Func<Tensor> call)
        {
            for (int i = 0; i < 300; i++)
                call();
        }
    }
}
