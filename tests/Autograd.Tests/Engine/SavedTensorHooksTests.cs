namespace AutoGrad.Tests;

/// <summary>Saved values that are packed.</summary>
public class SavedTensorHooksTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    private static Tensor F(Tensor x) => ((x * x).Tanh() * x.Exp() / (x * 0.5 + 3)).Sum();

    private static Tensor Large(int seed, DType dtype = DType.Float64) => Tensor.Rand([40, 50], Generator.Seeded(seed), dtype).WithGrad();

    [Fact]
    public void Values_are_packed_and_unpacked_and_gradients_stay_the_same()
    {
        Tensor x = Leaf(0.5, 1, 2), plain = Leaf(0.5, 1, 2);
        F(plain).Backward();
        int packed = 0, unpacked = 0;
        Tensor y;
        using (new SavedTensorHooks(
            t =>
            {
                packed++;
                Assert.False(t.RequiresGrad);
                return t.ToArray<double>();
            },
            p =>
            {
                unpacked++;
                return Tensor.Of<double>((double[])p!);
            }))
            y = F(x);
        y.Backward();
        Assert.Equal(Values(plain.Grad), Values(x.Grad));
        Assert.InRange(packed, 3, 10);
        Assert.InRange(unpacked, 3, 20);
        Assert.Throws<AutogradException>(() => y.Backward());
    }

    [Fact]
    public void What_several_operations_save_is_packed_once_and_leaves_never()
    {
        var x = Leaf(1, 2);
        var seen = new List<Tensor>();
        using (new SavedTensorHooks(
            t =>
            {
                seen.Add(t);
                return t;
            },
            static p => (Tensor)p!))
        {
            var h = x.Exp(); // Saves its result, as all that follow save h.
            _ = h * h * (h * x) * x[1..].Expand([2]);
        }
        Assert.Single(seen, static t => Math.Abs(t.ToArray<double>()[1] - Math.Exp(2)) < 1e-9);
        Assert.DoesNotContain(seen, t => t.SharesMemoryWith(x));
    }

    [Fact]
    public void Unpacked_values_are_differentiated_through()
    {
        var x = Leaf(0.7, -1.2);
        Tensor gradient;
        using (SavedTensorHooks())
            gradient = Autodiff.Grad((x.Tanh() * x * x).Sum(), x, createGraph: true);
        var plain = Leaf(0.7, -1.2);
        var expected = Autodiff.Grad((plain.Tanh() * plain * plain).Sum(), plain, createGraph: true);
        Assert.Equal(Values(Autodiff.Grad(expected.Sum(), plain)), Values(Autodiff.Grad(gradient.Sum(), x)));

        static SavedTensorHooks SavedTensorHooks() => new(static t => t.Clone(), static p => ((Tensor)p!).Clone());
    }

    [Fact]
    public void Only_the_innermost_packs_and_only_on_its_thread()
    {
        var x = Leaf(1, 2);
        int outer = 0, inner = 0;
        var first = new SavedTensorHooks(
            t =>
            {
                outer++;
                return t;
            },
            static p => (Tensor)p!);
        using (new SavedTensorHooks(
            t =>
            {
                inner++;
                return t * 1; // What packing computes is not packed.
            },
            static p => (Tensor)p!))
        {
            _ = x.Exp();
            Assert.Throws<InvalidOperationException>(first.Dispose);
            var thread = new Thread(() => _ = x.Exp());
            thread.Start();
            thread.Join();
        }
        _ = x.Exp();
        first.Dispose();
        first.Dispose();
        _ = x.Exp();
        Assert.Equal((1, 1), (outer, inner));
    }

    [Fact]
    public void Another_shape_or_dtype_nothing_and_an_overwritten_tensor_are_errors()
    {
        var x = Leaf(1, 2);
        AutogradException Fails(Func<object?, Tensor> unpack, Func<Tensor, object?>? pack = null, Action<Tensor>? then = null)
        {
            Tensor h, y;
            using (new SavedTensorHooks(pack ?? (static t => t), unpack))
                (h, y) = (x.Exp(), (x.Exp() * 2).Sum());
            using (new SavedTensorHooks(pack ?? (static t => t), unpack))
                y = (h = x.Exp()).Sum();
            then?.Invoke(h);
            return Assert.Throws<AutogradException>(() => y.Backward());
        }

        Assert.Contains("the result of Exp was packed as Float64 [2] and unpacked as Float64 []", Fails(static p => ((Tensor)p!).Sum()).Message);
        Assert.Contains("unpacked as Float32 [2]", Fails(static p => ((Tensor)p!).To(DType.Float32)).Message);
        Assert.Contains("unpacked as null", Fails(static _ => null!).Message);
        Assert.Contains("overwritten by FillInPlace at SavedTensorHooksTests.cs", Fails(static p => (Tensor)p!, then: static h => h.FillInPlace(0)).Message);
        Assert.Null(x.Grad);
        F(x).Backward();
        Assert.NotNull(x.Grad);
    }

    [Fact]
    public void An_unpacker_or_packer_that_throws_leaves_everything_usable()
    {
        var x = Leaf(1, 2);
        bool broken = true;
        Tensor y;
        using (new SavedTensorHooks(static t => t.Clone(), p => broken ? throw new InvalidOperationException("broken") : (Tensor)p!))
            y = x.Exp().Sum();
        Assert.Throws<InvalidOperationException>(() => y.Backward(retainGraph: true));
        Assert.Null(x.Grad);
        broken = false;
        y.Backward();
        Assert.Equal([Math.E, Math.Exp(2)], Values(x.Grad).Select(static v => Math.Round(v, 14)), static (a, b) => Math.Abs(a - b) < 1e-12);
        using (new SavedTensorHooks(static _ => throw new InvalidOperationException("broken"), static p => (Tensor)p!))
            Assert.Throws<InvalidOperationException>(() => x.Exp());
        Assert.True(Autodiff.IsRecording);
        F(x).Backward();
    }

    [Fact]
    public void Half_precision_is_nearly_right_and_leaves_whole_numbers_alone()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            Tensor x = Large(1, dtype), plain = Large(1, dtype);
            F(plain).Backward();
            Tensor y;
            using (SavedTensorHooks.AsHalf())
                y = F(x) + x.IndexSelect(0, Tensor.Of([1, 2])).Exp().Sum() * 0;
            y.Backward();
            double error = (x.Grad! - plain.Grad!).Abs().Max().Item();
            Assert.InRange(error, 1e-7, 1e-2);
        }
    }

    [Fact]
    public void Files_come_and_go()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"saved-values-{Guid.NewGuid():N}");
        try
        {
            Tensor x = Large(2), plain = Large(2), y;
            F(plain).Backward();
            using (SavedTensorHooks.ToDisk(folder))
                y = F(x);
            Assert.Equal(
                ["saved-000001.bin", "saved-000002.bin"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order().Take(2));
            y.Backward(retainGraph: true);
            y.Backward();
            Assert.Equal(Values(plain.Grad! * 2), Values(x.Grad));
            Assert.Empty(Directory.GetFiles(folder));

            using (SavedTensorHooks.ToDisk(folder))
                y = F(x);
            Assert.Contains("exists already", Assert.Throws<AutogradException>(() =>
            {
                using (SavedTensorHooks.ToDisk(folder))
                    F(x);
            }).Message);
            File.WriteAllText(Directory.GetFiles(folder).Order().First(), "short");
            Assert.Contains("holds 5 bytes instead of 16000", Assert.Throws<AutogradException>(() => y.Backward(retainGraph: true)).Message);
            foreach (string file in Directory.GetFiles(folder))
                File.Delete(file);
            Assert.Contains("saved-0", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
