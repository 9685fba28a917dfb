#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoGrad;
using AutoGrad.Nn;

var layers = new Option<int>("--layers") { Description = "How many blocks the network has.", DefaultValueFactory = static _ => 32 };
var width = new Option<int>("--width") { Description = "How many features.", DefaultValueFactory = static _ => 64 };
var batch = new Option<int>("--batch") { Description = "How many samples.", DefaultValueFactory = static _ => 4096 };
var steps = new Option<int>("--steps") { Description = "How many steps of each kind are timed.", DefaultValueFactory = static _ => 10 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers.", DefaultValueFactory = static _ => 0 };
var command = new RootCommand(
    """
    A deep network of residual blocks, once as it is and once with every block checkpointed: what a block computes is dropped and computed again in
    the backward pass. Compares gradients, the peak of live tensor memory that a step adds, and the time of a step; the two alternate, and the best
    time of each counts. Ends with the key figures as 'name: value' lines.
    """) { layers, width, batch, steps, seed };
command.SetAction(parsed => Run(
    parsed.GetValue(layers), parsed.GetValue(width), parsed.GetValue(batch), parsed.GetValue(steps), Generator.Seeded(parsed.GetValue(seed))));
return command.Parse(args).Invoke();

static void Run(int layers, int width, int batch, int steps, Generator generator)
{
    var net = new Sequential([.. Enumerable.Range(0, layers).Select(_ => new Block(width, generator))]);
    var x = Tensor.Randn([batch, width], generator);
    Func<Tensor> plain = () => net.Forward(x), checkpointed = () => net.Aggregate(x, static (x, block) => Autodiff.Checkpoint(block.Call, x));

    var expected = Gradients(net, plain);
    var found = Gradients(net, checkpointed);
    Console.WriteLine($"gradients agree: {expected.Zip(found).All(static pair => pair.First.EqualTo(pair.Second).All().Item<bool>())}");
    (expected, found) = ([], []);

    long usual = Peak(net, plain), less = Peak(net, checkpointed);
    Console.WriteLine($"peak memory in MB: {usual >> 20} as it is, {less >> 20} checkpointed");
    double time = double.PositiveInfinity, longer = double.PositiveInfinity;
    for (int i = 0; i < steps; i++)
        (time, longer) = (Math.Min(time, Seconds(net, plain)), Math.Min(longer, Seconds(net, checkpointed)));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seconds a step: {time:0.000} as it is, {longer:0.000} checkpointed"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory ratio: {(double)usual / less:0.0}"));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time ratio: {longer / time:0.00}"));
}

static Tensor[] Gradients(Module net, Func<Tensor> forward)
{
    net.ZeroGrad();
    forward().Square().Mean().Backward();
    Tensor[] gradients = [.. net.Parameters().Select(static p => p.Grad!)];
    net.ZeroGrad();
    return gradients;
}

// The most that a step adds to live memory, looked at in every block on the way there and on the way back.
static long Peak(Sequential net, Func<Tensor> forward)
{
    net.ZeroGrad();
    long before = GC.GetTotalMemory(true), most = before;
    Block.Probe = () => most = Math.Max(most, GC.GetTotalMemory(true));
    forward().Square().Mean().Backward();
    Block.Probe = null;
    net.ZeroGrad();
    return most - before;
}

static double Seconds(Module net, Func<Tensor> forward)
{
    GC.Collect();
    var watch = Stopwatch.StartNew();
    _ = Gradients(net, forward);
    return watch.Elapsed.TotalSeconds;
}

/// <summary>A residual block, x + W₂·gelu(W₁·norm(x)).</summary>
sealed class Block(int width, Generator generator) : Module<Tensor, Tensor>
{
    public static Action? Probe { get; set; }

    public LayerNorm Norm { get; } = new(width);
    public Linear Wide { get; } = new(width, 4 * width, generator: generator);
    public Linear Narrow { get; } = new(4 * width, width, generator: generator);

    public override Tensor Forward(Tensor x)
    {
        var hidden = Wide.Forward(Norm.Forward(x)).Gelu();
        var y = x + Narrow.Forward(hidden);
        if (Probe is { } probe)
        {
            probe();
            hidden.RegisterHook(_ => probe());
        }
        return y;
    }
}
