using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AutoGrad;

public sealed partial class SavedTensorHooks
{
    /// <summary>
    /// Keeps saved Float32 and Float64 values in half precision: 11 significant bits, and infinite beyond ±65504. Values of other dtypes are kept as
    /// they are. The result of the forward computation is not touched; gradients become as inexact as the values their rules read.
    /// </summary>
    public static SavedTensorHooks AsHalf() => new(HalfValue.Of, static packed => packed is HalfValue half ? half.ToTensor() : (Tensor)packed!);

    /// <summary>
    /// Keeps saved values in files: saved-000001.bin, saved-000002.bin and so on, by the order of the operations. A file is written under another
    /// name first, so that it is there whole or not at all, and deleted when the backward pass has freed what saved it, or the graph is collected
    /// unused.
    /// </summary>
    /// <param name="folder">The folder, which is made where there is none; each open hook needs one of its own.</param>
    /// <param name="fromBytes">Smaller values stay in memory.</param>
    /// <exception cref="AutogradException">Thrown by the operation whose values cannot be written, or by the backward pass that cannot read
    /// them.</exception>
    public static SavedTensorHooks ToDisk(string folder, int fromBytes = 4096)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(fromBytes);
        folder = Path.GetFullPath(folder);
        int number = 0;
        return new(
            x => x.ElementCount == 0 || (long)x.ElementCount * x.DType.Size < fromBytes
                ? x
                : FileValue.Write(x, Path.Combine(folder, $"saved-{++number:000000}.bin")),
            static packed => packed is FileValue file ? file.Read() : (Tensor)packed!);
    }

    private sealed record HalfValue(Half[] Values, Shape Shape, DType DType) : IPackedValue
    {
        public long Bytes => 2 * Values.LongLength;

        public static object Of(Tensor x)
        {
            if (!x.DType.IsFloatingPoint)
                return x;
            var values = new Half[x.ElementCount];
            x = x.Contiguous();
            if (x.DType == DType.Float32)
                TensorPrimitives.ConvertToHalf(x.AsReadOnlySpan<float>(), values);
            else
                TensorPrimitives.ConvertTruncating(x.AsReadOnlySpan<double>(), values);
            return new HalfValue(values, x.Shape, x.DType);
        }

        public Tensor ToTensor()
        {
            var x = Tensor.Empty(Shape, DType);
            if (DType == DType.Float32)
                TensorPrimitives.ConvertToSingle(Values, x.Span<float>());
            else
                TensorPrimitives.ConvertTruncating<Half, double>(Values, x.Span<double>());
            return x;
        }

        public override string ToString() => "half precision";
    }

    /// <summary>A file with a value's elements in row-major order.</summary>
    private sealed class FileValue : IPackedValue, IDisposable
    {
        private readonly string path;
        private readonly Shape shape;
        private readonly DType dtype;

        private FileValue(string path, Tensor x) => (this.path, shape, dtype) = (path, x.Shape, x.DType);

        ~FileValue() => Dispose();

        public long Bytes => 0;

        public static FileValue Write(Tensor x, string path)
        {
            string partial = path + ".partial";
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (File.Exists(path) || File.Exists(partial))
                    throw new IOException(
                        "It exists already. Give each open hook a folder of its own, and delete what an interrupted program left there.");
                using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write))
                    file.Write(x.Contiguous().Bytes());
                File.Move(partial, path);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new AutogradException($"SavedTensorHooks.ToDisk: {x.DType} {x.Shape} could not be saved as {path}: {problem.Message}", problem);
            }
            return new(path, x);
        }

        public Tensor Read()
        {
            var x = Tensor.Empty(shape, dtype);
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
                var bytes = x.Bytes();
                if (file.Length != bytes.Length)
                    throw new IOException($"The file holds {file.Length} bytes instead of {bytes.Length}.");
                file.ReadExactly(bytes);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new AutogradException(
                    $"SavedTensorHooks.ToDisk: the {dtype} {shape} saved as {path} could not be read: {problem.Message} Leave the files alone " +
                    "until the backward pass.", problem);
            }
            return x;
        }

        public override string ToString() => $"file {Path.GetFileName(path)}";

        public void Dispose()
        {
            GC.SuppressFinalize(this);
            try
            {
                File.Delete(path);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // A file that cannot be deleted is no reason to lose gradients.
            }
        }
    }
}
