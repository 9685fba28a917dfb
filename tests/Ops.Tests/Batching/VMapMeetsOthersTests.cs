namespace AutoGrad.Tests;

/// <summary>VMap together with functions, checkpoints, anomaly detection, hooks and inspection.</summary>
public class VMapMeetsOthersTests
{
    private static readonly Tensor x = Tensor.Of([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]]);

    private static readonly Function cube = Function.Of(static x => x * x * x, static (x, y, g) => 3 * x * x * g, name: "Cube");

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray<double>().Zip(actual.ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 12));
    }

    [Fact]
    public void A_function_is_differentiated_inside() =>
        AssertNear(3 * x * x, Autodiff.VMap(z => Autodiff.Grad(w => cube.Apply(w).Sum(), z))(x));

    [Fact]
    public void Anomalies_are_found_among_all_samples()
    {
        var points = Tensor.Of([[1.0, 4.0], [0.0, 9.0]]);
        using (Autodiff.DetectAnomaly())
        {
            var fine = Autodiff.VMap(z => Autodiff.Grad(w => w.Sqrt().Sum(), z))(points[..1]);
            AssertNear(Tensor.Of([[0.5, 0.25]]), fine);
            var error = Assert.Throws<AnomalyException>(
                () => Autodiff.VMap(z => Autodiff.Grad(w => (0 * w.Sqrt()).Sum(), z))(points));
            Assert.StartsWith("Sqrt: its derivative rule made the first NaN of this backward pass", error.Message);
            Assert.Contains(
                "1 of the 4 elements of the gradient of input 0, Float64 [2] in each of 2 samples, the first at [0] of sample 1.", error.Message);
        }
    }

    [Fact]
    public void A_function_remembers_its_forward_call()
    {
        using (Autodiff.DetectAnomaly())
        {
            var z = Tensor.Of([0.0]).WithGrad();
            var bad = Function.Of(static x => x.Sqrt(), static (x, y, g) => g / (2 * y) * 0, name: "Bad");
            var error = Assert.Throws<AnomalyException>(() => bad.Apply(z).Sum().Backward());
            Assert.Contains("Bad", error.Message);
            Assert.Contains(nameof(A_function_remembers_its_forward_call), error.Message);
        }
    }

    [Fact]
    public void A_checkpoint_is_differentiated_inside_of_VMap_or_stands_around_it()
    {
        static Tensor F(Tensor z) => z.Tanh() * z;
        AssertNear(
            Autodiff.Grad(z => F(z).Sum(), x),
            Autodiff.VMap(z => Autodiff.Grad(w => Autodiff.Checkpoint(F, w).Sum(), z))(x));
        AssertNear(Autodiff.Grad(z => F(z).Sum(), x), Autodiff.Grad(z => Autodiff.Checkpoint(w => Autodiff.VMap(F)(w), z).Sum(), x));
    }

    [Fact]
    public void Hooks_work_outside()
    {
        var z = x.Clone().WithGrad();
        int seen = 0;
        var y = z * 2;
        using (z.RegisterHook(g => { seen++; return 2 * g; }))
            Autodiff.VMap(w => w * w)(y).Sum().Backward();
        AssertNear(16 * x, z.Grad!);
        Assert.Equal(1, seen);
    }

    public static TheoryData<string> Packers => ["half", "disk", "array", "converted"];

    [Theory]
    [MemberData(nameof(Packers))]
    public void Values_saved_inside_are_packed_for_all_samples_together(string packer)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"packed-{Guid.NewGuid():N}");
        var packed = new List<Shape>();
        SavedTensorHooks Open() => packer switch
        {
            "half" => SavedTensorHooks.AsHalf(),
            "disk" => SavedTensorHooks.ToDisk(Path.Combine(folder, $"{packed.Count}-{Guid.NewGuid():N}"), fromBytes: 0),
            "array" => new(
                t =>
                {
                    packed.Add(t.Shape);
                    return (t.ToArray<double>(), t.Shape);
                },
                static kept => ((double[], Shape))kept! is var (values, shape) ? Tensor.Of<double>(values, shape) : null!),
            _ => new(static t => t.To(DType.Float32), static kept => ((Tensor)kept!).To(DType.Float64)),
        };
        static Tensor F(Tensor w) => (w * w * w).Sum();
        static Tensor Packed(Func<SavedTensorHooks> open, Func<Tensor, Tensor> f, Tensor w)
        {
            using (open())
                return f(w);
        }

        try
        {
            // Gradients inside, and of those outside; then nested.
            AssertNear(3 * x * x, Autodiff.VMap(z => Autodiff.Grad(w => Packed(Open, F, w), z))(x));
            AssertNear(6 * x, Autodiff.Grad(z => Packed(Open, v => Autodiff.VMap(u => Autodiff.Grad(F, u))(v), z).Sum(), x));
            AssertNear(3 * x * x, Autodiff.VMap(z => Autodiff.VMap(v => Autodiff.Grad(w => Packed(Open, F, w), v))(z))(x));
            // Rows together.
            var row = x[1];
            AssertNear(Tensor.Of([[12.0, 0], [0, 18]]), Packed(Open, static z => Autodiff.Hessian(F, z), row));
            AssertNear(6 * row, Autodiff.Grad(z => Packed(Open, static v => Autodiff.Jacobian(static w => w * w * w, v), z).Sum(), row));
            if (packer == "array")
            {
                Assert.Contains(new Shape([3, 2]), packed);
                Assert.Contains(new Shape([2, 2]), packed);
            }
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void What_is_kept_of_samples_is_counted()
    {
        string text = "", memory = "";
        Autodiff.VMap(w =>
        {
            w.RequiresGrad = true;
            var y = w.Softmax(0).Sum(); // Whose result does not wait.
            (text, memory) = (Tape.Describe(y).ToString(), Tape.MemoryReport(y).ToString());
            return y.Detach();
        })(x);
        // Of three samples the leaf and its softmax, two Float64 each.
        Assert.StartsWith("y: Float64 [], 2 operations on 1 leaf; saved 48 B, leaves 48 B", text);
        Assert.StartsWith("y: keeps 96 B alive, 48 B saved by operations and 48 B of leaves", memory);
    }

    [Fact]
    public void A_graph_through_a_VMap_can_be_looked_at()
    {
        var z = x.Clone().WithGrad();
        var y = Autodiff.VMap(w => (w * w).Sum())(z);
        Assert.Contains("Multiply", Tape.Describe(y).ToString());
        Assert.Contains("48 B", Tape.MemoryReport(y).ToString());
    }
}
