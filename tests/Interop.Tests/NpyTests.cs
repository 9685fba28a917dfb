using System.Text;
using AutoGrad.Interop;

namespace AutoGrad.Tests;

public class NpyTests : TemporaryFolder
{
    public static TheoryData<string> Arrays => [.. Golden.Root.GetProperty("npy").EnumerateArray().Select(static a => a.GetProperty("name").GetString()!)];

    public static TheoryData<string> Refused => [.. Golden.Root.GetProperty("refused").EnumerateObject().Select(static a => a.Name)];

    [Theory]
    [MemberData(nameof(Arrays))]
    public void What_NumPy_writes_is_read_to_the_bit_and_written_to_the_byte(string name)
    {
        var golden = Golden.Root.GetProperty("npy").EnumerateArray().First(a => a.GetProperty("name").GetString() == name);
        var bytes = Golden.File64(golden.GetProperty("file"));
        var tensor = Npy.Load(Put("a.npy", bytes));
        Assert.Equal(golden.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt32()), tensor.Shape);
        Assert.True(tensor.IsContiguous);
        Golden.Same(golden.GetProperty("values"), tensor);
        Golden.Same(golden.GetProperty("values"), Npy.Load(new OneWay(bytes)));
        if (!golden.GetProperty("same").GetBoolean())
            return;
        Npy.Save(tensor, At("b.npy"), floats: name == "f2" ? StoredDType.Float16 : null);
        Assert.Equal(bytes, File.ReadAllBytes(At("b.npy")));
    }

    [Fact]
    public void All_versions_of_the_format_are_read()
    {
        foreach (var version in Golden.Root.GetProperty("versions").EnumerateArray())
            Assert.Equal([0, 1, 2, 3], Npy.Load(new MemoryStream(Golden.File64(version))).ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_no_tensor_holds_is_refused(string name)
    {
        string path = Put("a.npy", Golden.File64(Golden.Root.GetProperty("refused").GetProperty(name)));
        var problem = Assert.Throws<NpyException>(() => Npy.Load(path));
        Assert.Equal(path, problem.File);
        Assert.Contains(name switch { "objects" => "pickle", "records" => "records", "unsigned" => "9223372036854775808", _ => "is not read" }, problem.Message);
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", null)]
    [InlineData("{\"shape\": (2L,), 'fortran_order': False, 'descr': \"<f4\"}", null)]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "takes 12 bytes after the")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "takes 4 bytes after the")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "at most 2147483647 elements")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "more elements than the")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "a size, a whole number from 0 on, was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", "a size, a whole number from 0 on, was expected")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2), }", "more than the 16 axes")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "descr stands there twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}", "'more' is none of")]
    [InlineData("{'descr': '<f4', 'shape': (2,), }", "fortran_order is missing")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } x", "something follows")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,), }", "True or False was expected")]
    [InlineData("{'descr': '<f4", "a string has no end")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "pickle")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,), }", "'|f4', which is not read")]
    [InlineData("", "'{' was expected and the end reached")]
    public void A_header_is_read_as_data_and_never_evaluated(string header, string? problem)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];
        if (problem is null)
            Assert.Equal([1f, 2f], Npy.Load(new MemoryStream(bytes)).ToArray<float>());
        else
            Assert.Contains(problem, Assert.Throws<NpyException>(() => Npy.Load(new MemoryStream(bytes), "x.npy")).Message);
    }

    [Fact]
    public void Beginnings_that_are_none_are_named()
    {
        Assert.Contains("ends after 3 bytes", Assert.Throws<NpyException>(() => Npy.Load(Put("a.npy", [0x93, 0x4E, 0x55]))).Message);
        Assert.Contains("begins with 50 4B", Assert.Throws<NpyException>(() => Npy.Load(Put("a.npy", [.. "PK-and-more"u8]))).Message);
        Assert.Contains("pickle", Assert.Throws<NpyException>(() => Npy.Load(Put("a.npy", [0x80, 4, .. "rest of a pickle"u8]))).Message);
        Assert.Contains("version 9.0", Assert.Throws<NpyException>(() => Npy.Load(Put("a.npy", [0x93, .. "NUMPY"u8, 9, 0, 0, 0]))).Message);
        Assert.Contains(
            "header of 2147483647 bytes; at most 65536",
            Assert.Throws<NpyException>(() => Npy.Load(Put("a.npy", [0x93, .. "NUMPY"u8, 2, 0, 255, 255, 255, 255]))).Message);
    }

    [Fact]
    public void Views_are_written_in_their_own_order()
    {
        var x = Tensor.Arange(12).Reshape([3, 4]);
        Npy.Save(x.T[1.., ..], At("a.npy"));
        Assert.Equal(x.T[1.., ..].ToArray<long>(), Npy.Load(At("a.npy")).ToArray<long>());
        Assert.Throws<ArgumentException>(() => Npy.Save(Tensor.Zeros([2]), At("b.npy"), StoredDType.BFloat16));
        Assert.Throws<ArgumentException>(() => Npy.Save(Tensor.Zeros([2]), At("b.npy"), StoredDType.Int32));
        Assert.Equal([At("a.npy")], Directory.GetFiles(Folder));
    }
}

/// <summary>A stream that can only be read onwards, a few bytes at a time.</summary>
internal sealed class OneWay(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override bool CanSeek => false;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 7)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 7));
}
