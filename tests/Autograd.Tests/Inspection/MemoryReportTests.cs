namespace AutoGrad.Tests;

/// <summary>What a graph keeps alive, against sizes worked out by hand.</summary>
[Collection("alone")]
public class MemoryReportTests : AtOnce
{
    [Fact]
    public void Each_block_counts_once_with_all_who_keep_it()
    {
        Tensor x = Tensor.Ones([64, 32]), weight = Tensor.Ones([32, 16]).WithGrad();
        var hidden = x.MatMul(weight).Tanh();                   // keeps x and its own result, 64·16
        var loss = (hidden * hidden).Sum() + x.MatMul(weight).Sum(); // keeps hidden again, x again
        var report = Tape.MemoryReport(loss, Tape.Named(weight));
        Assert.Equal(
            [(64 * 32 * 4, "[64, 32]"), (64 * 16 * 4, "[64, 16]"), (32 * 16 * 4, "[32, 16]")],
            report.Blocks.Select(static block => ((int)block.Bytes, block.Shape.ToString())));
        Assert.Equal(64 * 32 * 4 + 64 * 16 * 4 + 32 * 16 * 4, report.TotalBytes);
        Assert.Equal(32 * 16 * 4, report.LeafBytes);
        Assert.Equal(64 * 32 * 4 + 64 * 16 * 4, report.SavedBytes);
        Assert.Equal(0, report.PendingBytes);
        Assert.Equal(["input 0 of #1 MatMul", "input 0 of #2 MatMul"], report.Blocks[0].Holders.Select(static holder => holder.ToString()));
        Assert.Equal(
            ["result of #3 Tanh", "input 0 of #5 Multiply", "input 1 of #5 Multiply"], report.Blocks[1].Holders.Select(static holder => holder.ToString()));
        Assert.Equal(("weight", true), (report.Blocks[2].Name, report.Blocks[2].IsLeaf));
        Assert.Equal(report.SavedBytes, Tape.Describe(loss).SavedBytes);
        Assert.Equal(report.LeafBytes, Tape.Describe(loss).LeafBytes);
        Assert.Equal(
            """
            loss: keeps 14.0 KB alive, 12.0 KB saved by operations and 2.0 KB of leaves
              8.0 KB  Float32 [64, 32]  input 0 of #1 MatMul, input 0 of #2 MatMul
              4.0 KB  Float32 [64, 16]  result of #3 Tanh, input 0 of #5 Multiply, input 1 of #5 Multiply
              2.0 KB  Float32 [32, 16]  leaf weight
            """.ReplaceLineEndings("\n"), report.ToString());
    }

    [Fact]
    public void Views_share_a_block_and_keep_all_of_it()
    {
        var x = Tensor.Ones([100, 10], DType.Float64);
        var w = Tensor.Ones([10], DType.Float64).WithGrad();
        var y = (x[0] * w).Sum() + (x[1] * w).Sum() + (x.T[.., 2] * w).Sum();
        var report = Tape.MemoryReport(y);
        Assert.Equal([8000, 80], report.Blocks.Select(static block => block.Bytes));
        Assert.Equal(3, report.Blocks[0].Holders.Count);
    }

    [Fact]
    public void What_a_pass_frees_is_gone_from_the_report()
    {
        var x = Tensor.Ones([1000]).WithGrad();
        var y = x.Exp().Sum();
        Assert.Equal(8000, Tape.MemoryReport(y).TotalBytes);
        y.Backward(retainGraph: true);
        Assert.Equal(8000, Tape.MemoryReport(y).TotalBytes);
        y.Backward();
        Assert.Equal((4000, 0), (Tape.MemoryReport(y).TotalBytes, Tape.MemoryReport(y).SavedBytes));
    }

    [Fact]
    public void Pending_values_are_shown_as_such_with_what_they_wait_for_and_stay_pending()
    {
        var waiting = Pending(1, () => Tensor.Ones([500]).WithGrad().Exp());
        var pending = Tape.MemoryReport(waiting);
        Assert.True(waiting.Storage.IsWaiting);
        Assert.Equal(2000, pending.PendingBytes);
        Assert.Equal(2000, pending.TotalBytes); // The leaf, which the exponential will be computed from.
        var leaf = Assert.Single(pending.Blocks, static block => block.IsLeaf);
        Assert.Equal(["for the pending result of #1 Exp"], leaf.Holders.Select(static holder => holder.ToString()));
        Assert.Contains("pending, result of #1 Exp", pending.ToString());

        // No operation keeps the constant, but it is alive as long as the exponential is not computed.
        var sum = Pending(1, () => (Tensor.Ones([500]).WithGrad() + Tensor.Ones([500])).Exp());
        Assert.Equal(4000, Tape.MemoryReport(sum).TotalBytes);
        Assert.Contains("2.0 KB  Float32 [500]  for the pending result of #2 Exp", Tape.MemoryReport(sum).ToString());
        sum.Storage.Evaluate();
        Assert.Equal((4000, 0), (Tape.MemoryReport(sum).TotalBytes, Tape.MemoryReport(sum).PendingBytes)); // The leaf and the result.

        waiting.Storage.Evaluate();
        Assert.Equal((0, 4000), (Tape.MemoryReport(waiting).PendingBytes, Tape.MemoryReport(waiting).TotalBytes));
    }

    [Fact]
    public void Packed_values_are_listed_with_what_they_were_packed_into()
    {
        var x = Tensor.Ones([10, 10], DType.Float64).WithGrad();
        Tensor y;
        using (new SavedTensorHooks(static t => t.To(DType.Float32), static p => ((Tensor)p!).To(DType.Float64)))
            y = x.Exp();
        Tensor z;
        using (SavedTensorHooks.AsHalf())
            z = y.Sin() * y;
        using (new SavedTensorHooks(static t => t.ToArray<double>(), static p => Tensor.Of<double>((double[])p!, [10, 10])))
            z = z.Tanh();
        using (new SavedTensorHooks(static t => new Secret(t), static p => ((Secret)p!).Value))
            z = z.Exp();
        var report = Tape.MemoryReport(z.Sum());
        Assert.Equal(
            """
            z.Sum(): keeps 2.3 KB alive, 1.6 KB saved by operations and 800 B of leaves; 1 object of unknown size
              800 B  Float64 [10, 10]  leaf
              800 B  Float64 [10, 10]  packed as Double[100], result of #4 Tanh
              400 B  Float64 [10, 10]  packed as Float32 [10, 10], result of #1 Exp
              200 B  Float64 [10, 10]  packed as half precision, input 0 of #2 Sin, input 1 of #3 Multiply
              200 B  Float64 [10, 10]  packed as half precision, input 0 of #3 Multiply
                ? B  Float64 [10, 10]  packed as Secret, result of #5 Exp
            """.ReplaceLineEndings("\n"), report.ToString());
        Assert.Equal(1600, report.SavedBytes);
        Assert.Equal((report.SavedBytes, report.LeafBytes), (Tape.Describe(z).SavedBytes, Tape.Describe(z).LeafBytes));
        Assert.Equal(400, Tape.Describe(z).Nodes[1].KeptBytes);
        z.Sum().Backward();
        Assert.Equal(["leaf"], Tape.MemoryReport(z).Blocks.Select(static block => block.Cells()[2]));
    }

    private sealed record Secret(Tensor Value);

    [Fact]
    public void Values_that_were_packed_as_they_were_are_kept_and_those_on_disk_take_nothing()
    {
        var x = Tensor.Ones([10], DType.Float64).WithGrad();
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Tensor y;
        using (SavedTensorHooks.ToDisk(folder, fromBytes: 81))
            y = x.Exp();
        using (SavedTensorHooks.ToDisk(folder, fromBytes: 80))
            y = y.Tanh();
        Assert.Equal(
            ["80 B", "80 B", "0 B"], Tape.MemoryReport(y).Blocks.Select(static block => block.Cells()[0]));
        Assert.Equal(
            ["leaf", "result of #1 Exp", "packed as file saved-000001.bin, result of #2 Tanh"],
            Tape.MemoryReport(y).Blocks.Select(static block => block.Cells()[2]));
        y.Sum().Backward();
        Directory.Delete(folder);
    }

    [Fact]
    public void A_checkpoint_is_listed_with_what_it_holds_and_what_it_dropped()
    {
        var w = Tensor.Ones([10], DType.Float64).WithGrad();
        var h = w + w;
        var y = Autodiff.Checkpoint(x => (x.Exp() * w).Tanh(), h);
        Assert.Equal(
            """
            y: keeps 160 B alive, 80 B saved by operations and 80 B of leaves
              80 B  Float64 [10]  leaf w; input 1 of #3 Multiply
              80 B  Float64 [10]  input 0 of #2 Checkpoint
               0 B  Float64 [10]  dropped, result of #2 Exp
               0 B  Float64 [10]  dropped, input 0 of #3 Multiply
               0 B  Float64 [10]  dropped, result of #4 Tanh
            """.ReplaceLineEndings("\n"), Tape.MemoryReport(y, Tape.Named(w)).ToString());
        Assert.Equal(80, Tape.Describe(y).SavedBytes);
        y.Sum().Backward(retainGraph: true);
        Assert.Equal(160, Tape.MemoryReport(y).TotalBytes);
        y.Sum().Backward();
        Assert.Equal(80, Tape.MemoryReport(y).TotalBytes);
        using (SavedTensorHooks.AsHalf())
            y = Autodiff.Checkpoint(static x => x.Exp().Tanh(), w + w);
        Assert.Contains("20 B  Float64 [10]  packed as half precision, input 0 of #2 Checkpoint", Tape.MemoryReport(y).ToString());
    }

    [Fact]
    public void Many_blocks_are_abridged_unless_all_are_asked_for()
    {
        var x = Tensor.Of(1.0).WithGrad();
        var y = x;
        for (int i = 0; i < 100; i++)
            y = y.Exp() * 0.1;
        Assert.Contains("… and ", Tape.MemoryReport(y).ToString());
        Assert.Equal(32, Tape.MemoryReport(y).ToString().Split('\n').Length);
        Assert.Equal(1 + Tape.MemoryReport(y).Blocks.Count, Tape.MemoryReport(y, all: true).ToString().Split('\n').Length);
    }

    [Fact]
    public void A_tensor_outside_any_graph_keeps_nothing() =>
        Assert.Equal(
            "tensor: keeps 0 B alive, 0 B saved by operations and 0 B of leaves", Tape.MemoryReport(Tensor.Of(1.0), expression: "").ToString());

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KB")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(1048575, "1.0 MB")]
    [InlineData(5L << 30, "5.0 GB")]
    public void Bytes_read_well(long bytes, string text) => Assert.Equal(text, Bytes.Text(bytes));
}
