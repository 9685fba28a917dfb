using System.Buffers.Binary;
using System.Text;
using AutoGrad.Interop;

namespace AutoGrad.Tests;

public class SafetensorsTests : TemporaryFolder
{
    [Fact]
    public void A_file_made_elsewhere_is_read()
    {
        var bytes = Golden.File64(Golden.Root.GetProperty("safetensors"));
        using (var file = Safetensors.Open(Put("a.safetensors", bytes)))
        {
            Assert.Equal("ä\"\\", file.Metadata["note"]);
            Assert.Equal(StoredDType.BFloat16, file.Entries["bf16"].StoredAs);
            Assert.Equal(DType.Float32, file.Entries["bf16"].DType);
            Assert.Equal([2, 3], file.Entries["w"].Shape);
            Assert.Equal([0f, 1, 2, 3, 4, 5], file.Read("w").ToArray<float>());
            Assert.Contains("f16", Assert.Throws<KeyNotFoundException>(() => file.Read("absent")).Message);
        }
        foreach (var all in new[] { Safetensors.Load(At("a.safetensors")), Safetensors.Load(new OneWay(bytes)), TensorFiles.Load(At("a.safetensors")) })
        {
            Assert.Equal([0L, 1, 2], all["b"].ToArray<long>());
            Assert.Equal([true, false, true], all["a"].ToArray<bool>());
            Assert.Equal([-3, 4], all["i8"].ToArray<int>());
            Assert.Equal([0, 4], all["none"].Shape);
            Assert.Equal(0.1, all["d"].Item());
            Golden.Same(Golden.Root.GetProperty("rounded").GetProperty("f16"), all["f16"]);
            Golden.Same(Golden.Root.GetProperty("rounded").GetProperty("bf16"), all["bf16"]);
        }
    }

    [Fact]
    public void Halves_are_rounded_as_PyTorch_rounds_them()
    {
        double[] values = [.. Golden.Root.GetProperty("rounded").GetProperty("values").EnumerateArray().Select(static v => Golden.Number(v.GetString()!))];
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            foreach (var (name, stored) in new[] { ("f16", StoredDType.Float16), ("bf16", StoredDType.BFloat16) })
            {
                Safetensors.Save(new Dictionary<string, Tensor> { ["x"] = Tensor.Of(values).To(dtype) }, At("a.safetensors"), floats: stored);
                Golden.Same(Golden.Root.GetProperty("rounded").GetProperty(name), Safetensors.Load(At("a.safetensors"))["x"]);
            }
        Safetensors.Save(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([float.NaN]) }, At("a.safetensors"), floats: StoredDType.BFloat16);
        Assert.True(float.IsNaN(Safetensors.Load(At("a.safetensors"))["x"].Item<float>()));
    }

    [Fact]
    public void All_dtypes_and_shapes_come_back_in_the_order_given()
    {
        var tensors = new OrderedDictionary<string, Tensor>
        {
            ["flag"] = Tensor.Of([true, false, true]),
            ["byte"] = Tensor.Of<byte>([1, 255]),
            ["int"] = Tensor.Of([int.MinValue, 7]),
            ["long"] = Tensor.Of([long.MinValue, 7]),
            ["float"] = Tensor.Of([float.NaN, -0f, float.Epsilon, float.NegativeInfinity]),
            ["double \"quoted\" größe"] = Tensor.Of(Math.PI),
            ["empty"] = Tensor.Zeros([3, 0, 2]),
            ["view"] = Tensor.Arange(6).Reshape([2, 3]).T,
            ["waiting"] = Tensor.Ones([200, 200]) * 2 + 1,
            [""] = Tensor.Of(1f).WithGrad(),
        };
        Safetensors.Save(tensors, At("a.safetensors"), new Dictionary<string, string> { ["k"] = "v" });
        var back = Safetensors.Load(At("a.safetensors"));
        Assert.Equal(tensors.Keys, back.Keys);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.DType, back[name].DType);
            Assert.Equal(tensor.Shape, back[name].Shape);
            Assert.Equal(Bits(tensor), Bits(back[name]));
        }
        using var file = Safetensors.Open(At("a.safetensors"));
        Assert.All(file.Entries.Values, static entry => Assert.Equal(0, entry.Offset % entry.StoredAs.Size));
        Assert.Equal("v", file.Metadata["k"]);
    }

    [Theory]
    [InlineData("{}", "")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "12345678")]
    [InlineData("{\"a\":{\"shape\":[],\"data_offsets\":[0,1],\"dtype\":\"U8\"},\"__metadata__\":{}}  ", "1")]
    public void Valid_files_are_read(string json, string data) => Safetensors.Load(Stream(json, data));

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "1234567", "must ascend and lie within the 7 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", "123456789", "the last tensor ends at byte")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", "12345678", "F32 [3], which takes 12 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", "12345678", "must ascend")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551615]}}", "12345678", "whole numbers from 0 on")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", "", "at most 2147483647 elements")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,0]}}", "", "more elements")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}}", "", "whole numbers from 0 on")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,0]}}", "", "whole numbers from 0 on")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}", "1234", "more than 16")]
    [InlineData("{\"a\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[0,1]}}", "1", "F8_E5M2, which is not read")]
    [InlineData("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", "1", "the byte 49 where a Bool is 0 or 1")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", "12", "without gaps")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", "1", "share nothing")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", "12", "twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", "1", "two values of dtype")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", "1", "a value of x")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1]}}", "1", "lacks its two data_offsets")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", "1", "lacks its two data_offsets")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", "1", "lacks its dtype")]
    [InlineData("{\"a\":3}", "", "should be a JSON object and is a number")]
    [InlineData("[1]", "", "should be a JSON object and is a array")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "", "should be a JSON string")]
    [InlineData("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "", "a stands in __metadata__ twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "", "twice")]
    [InlineData("{} x", "", "not the JSON")]
    [InlineData("{\"a\":", "", "not the JSON")]
    [InlineData("", "", "not the JSON")]
    [InlineData("{\"\\ud800\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", "", "not the JSON")]
    public void Headers_that_lie_are_refused(string json, string data, string problem) =>
        Assert.Contains(problem, Assert.Throws<SafetensorsException>(() => Safetensors.Load(Stream(json, data), "x.safetensors")).Message);

    [Fact]
    public void Lengths_that_lie_are_refused_before_anything_is_allocated()
    {
        Assert.Contains("ends after 3", Refusal([1, 2, 3]));
        Assert.Contains("declare a header of 9 bytes; the file has 2", Refusal([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}']));
        Assert.Contains("at most 100000000 are read", Refusal([255, 255, 255, 255, 255, 255, 255, 255, 0]));
        Assert.Contains("torch.save", Refusal([.. "PK"u8, 3, 4, 0, 0, 8, 8, 0, 0]));
        Assert.Contains("torch.save", Refusal([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9]));
        string path = Put("gone.safetensors", [1, 2]);
        Assert.Equal(path, Assert.Throws<SafetensorsException>(() => Safetensors.Load(path)).File);
        File.Delete(path); // It is not held open.

        static string Refusal(byte[] bytes) => Assert.Throws<SafetensorsException>(() => Safetensors.Load(new MemoryStream(bytes))).Message;
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("npz")]
    [InlineData("npy")]
    public void Large_tensors_are_read_and_written_without_a_copy(string kind)
    {
        var tensor = Tensor.Ones([5_000_000]);
        var tensors = new Dictionary<string, Tensor> { ["x"] = tensor };
        var stream = new FileStream(At("x"), FileMode.Create);
        long before = GC.GetAllocatedBytesForCurrentThread();
        if (kind == "npy")
            Npy.Save(tensor, stream);
        else if (kind == "npz")
            Npz.Save(tensors, stream);
        else
            Safetensors.Save(tensors, stream);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        stream.Dispose();
        before = GC.GetAllocatedBytesForCurrentThread();
        var back = kind == "npy" ? Npy.Load(At("x")) : TensorFiles.Load(At("x"))["x"];
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 22_000_000);
        Assert.Equal(5_000_000, back.Sum().Item());
    }

    [Fact]
    public void Progress_is_told_and_cancelling_leaves_the_file_as_it_was()
    {
        var tensors = new Dictionary<string, Tensor> { ["a"] = Tensor.Ones([1_000_000]), ["b"] = Tensor.Ones([10]) };
        var told = new Told();
        Safetensors.Save(tensors, At("a.safetensors"), progress: told);
        Assert.Equal(1, told.Values[^1]);
        Assert.Equal(told.Values.Order(), told.Values);
        var before = File.ReadAllBytes(At("a.safetensors"));

        using var source = new CancellationTokenSource();
        var stopping = new Told(value => source.Cancel());
        Assert.Throws<OperationCanceledException>(() => Safetensors.Save(tensors, At("a.safetensors"), progress: stopping, cancellation: source.Token));
        Assert.Equal(before, File.ReadAllBytes(At("a.safetensors")));
        Assert.Single(Directory.GetFiles(Folder));
        Assert.Throws<OperationCanceledException>(() => Safetensors.Load(At("a.safetensors"), cancellation: source.Token));
        Safetensors.Load(At("a.safetensors"), told);
        Assert.Equal(1, told.Values[^1]);
    }

    [Fact]
    public async Task In_the_background_what_was_there_at_the_call_is_written()
    {
        var x = Tensor.Zeros([1000]);
        var writing = Safetensors.SaveAsync(new Dictionary<string, Tensor> { ["x"] = x }, At("a.safetensors"));
        x.FillInPlace(1);
        await writing;
        Assert.Equal(0, (await Safetensors.LoadAsync(At("a.safetensors")))["x"].Sum().Item());
    }

    [Fact]
    public void Names_that_no_tensor_can_have_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Safetensors.Save(new Dictionary<string, Tensor> { ["__metadata__"] = 1 }, At("a")));
        Assert.Throws<ArgumentException>(() => Safetensors.Save(new Dictionary<string, Tensor> { ["a"] = null! }, At("a")));
        Assert.Empty(Directory.GetFiles(Folder));
    }

    private static MemoryStream Stream(string json, string data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return new([.. length, .. header, .. Encoding.UTF8.GetBytes(data)]);
    }

    private static string Bits(Tensor tensor) => Convert.ToHexString(tensor.DType switch
    {
        DType.Bool => System.Runtime.InteropServices.MemoryMarshal.AsBytes<bool>(tensor.ToArray<bool>()).ToArray(),
        DType.Byte => tensor.ToArray<byte>(),
        DType.Int32 => System.Runtime.InteropServices.MemoryMarshal.AsBytes<int>(tensor.ToArray<int>()).ToArray(),
        DType.Int64 => System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(tensor.ToArray<long>()).ToArray(),
        DType.Float32 => System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.Detach().ToArray<float>()).ToArray(),
        _ => System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(tensor.ToArray<double>()).ToArray(),
    });

    private sealed class Told(Action<double>? then = null) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            then?.Invoke(value);
        }
    }
}
