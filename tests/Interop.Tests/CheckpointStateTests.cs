using AutoGrad.Interop;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

public class CheckpointStateTests : TemporaryFolder
{
    [Fact]
    public void A_resumed_run_ends_with_the_bits_of_an_uninterrupted_one()
    {
        var (net, optimizer, draws) = Run(1);
        Steps(net, optimizer, draws, 5);
        new Checkpoint().Add("model", net).Add("optimizer", optimizer).Add("draws", draws).Save(At("run"));
        Steps(net, optimizer, draws, 5);

        var (other, resumed, otherDraws) = Run(2);
        var back = Checkpoint.Load(At("run"));
        back.Restore("model", other);
        back.Restore("optimizer", resumed);
        back.Restore("draws", otherDraws);
        Steps(other, resumed, otherDraws, 5);
        Assert.Equal(net.Weight.ToArray<float>(), other.Weight.ToArray<float>());
    }

    [Fact]
    public void An_optimizer_alone_comes_back_and_another_kind_is_refused()
    {
        var (net, optimizer, draws) = Run(1);
        Steps(net, optimizer, draws, 3);
        optimizer.Save(At("adam"));
        var (_, other, _) = Run(1);
        other.Load(At("adam"));
        Assert.Equal(optimizer.StateDict().Numbers, other.StateDict().Numbers);
        Assert.Throws<SavedStateException>(() => new SGD(net.Parameters(), 0.1).Load(At("adam")));
        Assert.Throws<CheckpointException>(() => Checkpoint.Load(At("adam")).State("schedule"));
    }

    private static (Linear Net, Adam Optimizer, Generator Draws) Run(long seed)
    {
        var draws = Generator.Seeded(seed);
        var net = new Linear(4, 3, generator: draws);
        return (net, new Adam(net.Parameters(), 0.01), draws);
    }

    private static void Steps(Linear net, Adam optimizer, Generator draws, int count)
    {
        for (int i = 0; i < count; i++)
        {
            optimizer.ZeroGrad();
            net.Forward(Tensor.Randn([8, 4], draws)).Square().Sum().Backward();
            optimizer.Step();
        }
    }
}
