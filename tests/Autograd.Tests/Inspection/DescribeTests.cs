using System.Text.RegularExpressions;

namespace AutoGrad.Tests;

/// <summary>Graphs as text and as objects.</summary>
[Collection("alone")]
public class DescribeTests : AtOnce
{
    [Fact]
    public void A_small_graph_is_written_in_order_with_what_it_keeps()
    {
        Tensor x = Tensor.Of([[1.0, 2.0], [3.0, 4.0]]), weight = Tensor.Of([[1.0], [2.0]]).WithGrad(), bias = Tensor.Of([0.5]).WithGrad();
        var loss = (x.MatMul(weight) + bias).Tanh().Sum();
        Assert.Equal(
            """
            loss: Float64 [], 4 operations on 2 leaves; saved 48 B, leaves 24 B
              #0  weight                        Float64 [2, 1]  16 B  leaf
              #1  bias                          Float64 [1]      8 B  leaf
              #2  MatMul(const [2, 2], weight)  Float64 [2, 1]  32 B
              #3  Add(#2, bias)                 Float64 [2, 1]
              #4  Tanh(#3)                      Float64 [2, 1]  16 B
              #5  Sum(#4; Axes = all)           Float64 []
            """.ReplaceLineEndings("\n"), Tape.Describe(loss, Tape.Named(weight, bias)).ToString());
    }

    [Fact]
    public void A_report_has_the_numbers_that_it_prints()
    {
        Tensor a = Tensor.Of([1f, 2f, 3f]).WithGrad(), b = Tensor.Of([4f, 5f, 6f]);
        var y = a * b + a * a;
        var report = Tape.Describe(y);
        Assert.Equal(("y", 3, 1), (report.Name, report.OperationCount, report.LeafCount));
        Assert.Equal(["leaf", "Multiply", "Multiply", "Add"], report.Nodes.Select(static node => node.Operation));
        Assert.Equal([0, 1, 1, 2], report.Nodes.Select(static node => node.Depth));
        Assert.Equal([new GraphInput(0, [3]), new GraphInput(null, [3])], report.Nodes[1].Inputs);
        Assert.Equal([new GraphInput(0, [3]), new GraphInput(0, [3])], report.Nodes[2].Inputs);
        Assert.Equal(12, report.Nodes[2].KeptBytes); // Both inputs are the leaf's memory.
        Assert.Equal((12, 12), (report.LeafBytes, report.SavedBytes));
        Assert.True(report.Nodes[0].IsLeaf);
        Assert.Null(report.Nodes[0].Name);
        Assert.Equal("y", report.Nodes[^1].Name);
    }

    [Fact]
    public void Leaves_are_named_by_a_dictionary_by_pairs_or_by_the_callers_words()
    {
        Tensor x = Tensor.Of(1.0).WithGrad(), y = x * x;
        Assert.Equal("first", Tape.Describe(y, new Dictionary<string, Tensor> { ["first"] = x, ["second"] = x }).Nodes[0].Name);
        Assert.Equal("pair", Tape.Describe(y, [("pair", x)]).Nodes[0].Name);
        Assert.Equal("x", Tape.Describe(y, Tape.Named(x)).Nodes[0].Name);
        Assert.Equal(["x", "y"], Tape.Named(x, y).Select(static pair => pair.Name));
        Assert.Throws<ArgumentNullException>(() => Tape.Describe(y, [("none", (Tensor)null!)]));
        Assert.Throws<ArgumentNullException>(() => Tape.Describe(null!));
    }

    [Fact]
    public void Parameters_are_shown_where_they_tell_something()
    {
        var x = Tensor.Ones([2, 3]).WithGrad();
        var report = Tape.Describe(x.T.Reshape([3, 2, 1]).Sum(axis: 1, keepDim: true));
        Assert.Equal("Shape = [3, 2, 1]", report.Nodes[2].Parameters);
        Assert.Contains("Reshape(#1; Shape = [3, 2, 1])", report.ToString());
        Assert.Contains("KeepDim = True)", report.ToString());
    }

    [Fact]
    public void A_tensor_outside_any_graph_says_so()
    {
        var x = Tensor.Of(1.0);
        var report = Tape.Describe(x);
        Assert.Empty(report.Nodes);
        Assert.Equal(
            "x: Float64 [], outside any graph: it was not computed from anything that requires a gradient, or inside NoGrad", report.ToString());
        Assert.Contains("outside any graph", report.ToDot());
        Assert.Contains("outside any graph", report.ToMermaid());
        Assert.Contains("outside any graph", report.ToSvg());
        x.RequiresGrad = true;
        Assert.Equal("x: Float64 [], 0 operations on 1 leaf; saved 0 B, leaves 8 B\n  #0  x  Float64 []  8 B  leaf", Tape.Describe(x).ToString());
    }

    [Fact]
    public void Values_that_a_pass_has_freed_are_told_from_those_that_are_there()
    {
        var x = Tensor.Of([1.0, 2.0]).WithGrad();
        var y = x.Exp().Sum();
        Assert.Equal(16, Tape.Describe(y).SavedBytes);
        y.Backward();
        var after = Tape.Describe(y);
        Assert.Equal(0, after.SavedBytes);
        Assert.True(after.Nodes[1].IsFreed);
        Assert.False(after.Nodes[2].IsFreed); // A sum keeps nothing, so there was nothing to free.
        Assert.Contains("Exp(#0)", after.ToString());
        Assert.Contains("freed", after.ToString());
    }

    [Fact]
    public void Values_that_wait_stay_waiting()
    {
        var x = Tensor.Ones([1000]).WithGrad();
        var y = Pending(1, () => x.Exp().Sin());
        var report = Tape.Describe(y);
        Assert.True(report.Nodes[1].IsPending);
        Assert.Equal(0, report.Nodes[1].KeptBytes);
        Assert.Contains("pending", report.ToString());
        _ = (report.ToSvg(), report.ToDot(), report.ToMermaid());
        Assert.True(y.Storage.IsWaiting);
        y.Storage.Evaluate();
    }

    [Fact]
    public void A_report_keeps_nothing_alive_and_does_not_change()
    {
        static (GraphReport, MemoryReport, WeakReference) Make()
        {
            var x = Tensor.Of([1.0, 2.0]).WithGrad();
            var y = x.Exp();
            return (Tape.Describe(y), Tape.MemoryReport(y), new(y));
        }

        var (report, memory, reference) = Make();
        string text = report.ToString();
        GC.Collect();
        Assert.False(reference.IsAlive);
        Assert.Equal(text, report.ToString());
        Assert.Equal(32, memory.TotalBytes);
    }

    [Fact]
    public void A_long_graph_is_abridged_with_counts_unless_all_of_it_is_asked_for()
    {
        var x = Tensor.Of(1.0).WithGrad();
        var y = x;
        for (int i = 0; i < 50; i++)
            y = (y + 1) * 2;
        string text = Tape.Describe(y).ToString(), whole = Tape.Describe(y, all: true).ToString();
        Assert.Equal(1 + 1 + 20 + 1 + 20, text.Split('\n').Length);
        Assert.Contains("… 60 operations … 30 Add, 30 Multiply; keep", text);
        Assert.Contains("#100  Multiply(#99, number)", text);
        Assert.DoesNotContain("#50 ", text);
        Assert.Equal(102, whole.Split('\n').Length);
        Assert.Contains("#50 ", whole);
        Assert.InRange(Tape.ToDot(y).Split('\n').Length, 80, 100);
        Assert.Equal(101, Tape.ToMermaid(y, all: true).Split('\n').Count(static line => line.Contains("[\"")));
    }

    [Fact]
    public void Many_leaves_are_abridged_too()
    {
        var leaves = Enumerable.Range(0, 100).Select(static i => Tensor.Of([(double)i]).WithGrad()).ToArray();
        string text = Tape.Describe(Tensor.Cat(leaves)).ToString();
        Assert.Contains("… 60 leaves …", text);
        Assert.Equal(1 + 41 + 1, text.Split('\n').Length);
    }

    [Fact]
    public void A_chain_of_a_million_operations_is_described_in_every_form()
    {
        var x = Tensor.Of(1.0).WithGrad();
        var y = x;
        for (int i = 0; i < 500_000; i++)
            y = (y + 1) * 1.000001;
        var report = Tape.Describe(y);
        Assert.Equal(1_000_000, report.OperationCount);
        Assert.Contains("… 999,960 operations … 499,980 Add, 499,980 Multiply", report.ToString());
        Assert.Contains("999,960 operations", report.ToDot());
        Assert.Contains("999,960 operations", report.ToMermaid());
        Assert.Contains("999,960 operations", report.ToSvg());
        Assert.Equal(500_001, Tape.MemoryReport(y).Blocks.Count);
    }

    [Fact]
    public void Diamonds_are_walked_once()
    {
        var x = Tensor.Of(1.0).WithGrad();
        var y = x;
        for (int i = 0; i < 60; i++)
            y += y;
        Assert.Equal(60, Tape.Describe(y).OperationCount);
    }

    /// <summary>a·b and a + b.</summary>
    private sealed class Two : Function
    {
        protected internal override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            context.SaveForBackward(inputs[0], inputs[1]);
            return [inputs[0] * inputs[1], (inputs[0] + inputs[1]).Sum()];
        }

        protected internal override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients) =>
            [gradients[0] * context.Saved[1] + gradients[1], gradients[0] * context.Saved[0] + gradients[1]];
    }

    [Fact]
    public void The_call_of_a_function_is_one_operation()
    {
        Tensor x = Tensor.Of([1.0, 2.0]).WithGrad(), y = Tensor.Of([3.0, 4.0]).WithGrad();
        var both = new Two().ApplyAll(x, y);
        var z = both[0] * both[1];
        var report = Tape.Describe(z, Tape.Named(x, y));
        Assert.Equal(
            """
            z: Float64 [2], 2 operations on 2 leaves; saved 24 B, leaves 32 B
              #0  x                          Float64 [2]             16 B  leaf
              #1  y                          Float64 [2]             16 B  leaf
              #2  Two(x, y)                  Float64 [2], Float64 []  32 B
              #3  Multiply(#2[0], #2[1])     Float64 [2]             24 B
            """.ReplaceLineEndings("\n").Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))),
            report.ToString().Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Equal([0, 0, 1, 2], report.Nodes.Select(static node => node.Depth));
        foreach (string drawing in new[] { report.ToDot(), report.ToMermaid(), report.ToSvg() })
            Assert.Single(Regex.Matches(Regex.Replace(drawing, "<title>.*?</title>", ""), @"Two\b"));

        // One of its results alone, and one input that requires a gradient.
        report = Tape.Describe(new Two().ApplyAll(x, Tensor.Of([3.0, 4.0]))[1], Tape.Named(x), expression: "sum");
        Assert.Equal("sum", report.Nodes[^1].Name);
        Assert.Contains("Two(x, const [2])", report.ToString());
        Assert.Equal(2, report.Nodes.Count);
        Assert.All(Tape.MemoryReport(z).Blocks.SelectMany(static block => block.Holders), static holder => Assert.InRange(holder.Node, 2, 3));
    }
}
