using AutoGrad.Interop;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

/// <summary>Bytes of valid files changed, inserted, doubled or removed anywhere: each is read or refused with the documented exception, and takes no more
/// memory than the file deserves.</summary>
public class MutationTests : TemporaryFolder
{
    /// <summary>What an exception and its message take, and the chunk that elements are converted in.</summary>
    private const long Least = 3 << 20;

    /// <summary>The most memory for each byte: deflate makes 1032 bytes of one.</summary>
    private const long Most = 1100;

    private static readonly Dictionary<string, Tensor> some = new()
    {
        ["w"] = Tensor.Arange(6).Reshape([2, 3]),
        ["b"] = Tensor.Of([1.5f, -2f]),
        ["flags"] = Tensor.Of([true, false]),
        ["zeros"] = Tensor.Zeros([40]),
    };

    public static TheoryData<string> Kinds => ["npy", "fortran", "npz", "compressed", "safetensors", "golden", "checkpoint"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_mutated_file_is_read_or_refused(string kind)
    {
        var (valid, read) = Valid(kind);
        read(valid);
        int successes = 0, refusals = 0;
        Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1500), Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ArrayOf(5).Select(static numbers => numbers.Where(static n => n % 3 > 0).ToArray()).ToArbitrary(),
            mutations =>
            {
                var bytes = Mutated(valid, mutations);
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    read(bytes);
                    successes++;
                }
                catch (TensorFileException)
                {
                    refusals++;
                }
                return GC.GetAllocatedBytesForCurrentThread() - before < Least + Most * bytes.Length;
            }));
        // Both happen. Of an npz file nearly every bit counts, so about one mutation in a hundred does no harm.
        Assert.InRange(successes, 1, 1499);
        Assert.InRange(refusals, 1, 1499);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_file_cut_short_anywhere_is_refused(string kind)
    {
        var (valid, read) = Valid(kind);
        for (int length = 0; length < valid.Length; length++)
            Assert.ThrowsAny<TensorFileException>(() => read(valid[..length]));
        Assert.ThrowsAny<TensorFileException>(() => read([.. valid, 0]));
    }

    /// <summary>Each single bit of what an npz file holds counts; the rest are times, permissions and padding, which nobody reads.</summary>
    [Fact]
    public void A_flipped_bit_in_a_zip_never_gives_other_numbers()
    {
        var (valid, _) = Valid("npz");
        for (int bit = 0; bit < 8 * valid.Length; bit += 3)
        {
            var bytes = valid.ToArray();
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            try
            {
                var back = Npz.Load(new MemoryStream(bytes));
                Assert.Equal(some["w"].ToArray<long>(), back["w"].ToArray<long>());
                Assert.Equal(some["b"].ToArray<float>(), back["b"].ToArray<float>());
            }
            catch (NpyException)
            {
            }
        }
    }

    private (byte[] File, Action<byte[]> Read) Valid(string kind)
    {
        var stream = new MemoryStream();
        switch (kind)
        {
            case "npy":
                Npy.Save(some["w"], stream);
                return (stream.ToArray(), static bytes => Npy.Load(new MemoryStream(bytes)));
            case "fortran":
                var arrays = Golden.Root.GetProperty("npy").EnumerateArray();
                return (Golden.File64(arrays.First(static a => a.GetProperty("name").GetString() == "fortran big endian").GetProperty("file")),
                    static bytes => Npy.Load(new MemoryStream(bytes)));
            case "npz" or "compressed":
                Npz.Save(some, stream, compress: kind == "compressed");
                return (stream.ToArray(), static bytes => Npz.Load(new MemoryStream(bytes)));
            case "safetensors":
                Safetensors.Save(some, stream, new Dictionary<string, string> { ["k"] = "v" });
                return (stream.ToArray(), static bytes => Safetensors.Load(new MemoryStream(bytes)));
            case "golden":
                return (Golden.File64(Golden.Root.GetProperty("safetensors")), static bytes => Safetensors.Load(new MemoryStream(bytes)));
            default:
                var checkpoint = new Checkpoint().Add("model", some, new Dictionary<string, double> { ["rate"] = double.NaN }).Add("draws", Generator.Seeded(1));
                checkpoint.Values["epoch"] = 3;
                checkpoint.Save(At("a"));
                return (File.ReadAllBytes(At("a")), bytes =>
                {
                    var back = Checkpoint.Load(Put("b", bytes));
                    foreach (var part in back.Parts.Values)
                        part.Numbers();
                });
        }
    }

    private static byte[] Mutated(byte[] valid, int[] mutations)
    {
        List<byte> bytes = [.. valid];
        foreach (int mutation in mutations)
        {
            // Headers are where mutations hurt most: half of them go to the beginning or the end.
            int many = bytes.Count, near = Math.Min(many, 160), at = mutation / 16 % (mutation % 4 < 2 ? many : near);
            at = mutation % 4 == 3 ? many - 1 - at : at;
            byte value = (byte)(mutation >> 12);
            switch (mutation / 4 % 9)
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes.Insert(at, value); break;
                case 2: bytes[at] = 0xFF; break;
                case 3: bytes[at] = (byte)"0123456789,{}[]'\"L"[value % 18]; break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(many - at, 1 + value % 8))); break;
                case 5: bytes[at]++; break;
                case 6: bytes[at] ^= (byte)(1 << value % 8); break;
                default: bytes[at] = value; break;
            }
        }
        return [.. bytes];
    }
}
