namespace AutoGrad.Tests;

/// <summary>Copies of views whose rows are short: of every length about whole vectors, in every dtype.</summary>
public class ShortRowsTests
{
    [Theory]
    [InlineData(DType.Bool, 2)]
    [InlineData(DType.Byte, 251)]
    [InlineData(DType.Int32, 1 << 20)]
    [InlineData(DType.Int64, 1 << 20)]
    [InlineData(DType.Float32, 1 << 20)]
    [InlineData(DType.Float64, 1 << 20)]
    public void Rows_of_every_length_arrive_in_their_places(DType dtype, int below)
    {
        const int A = 5, B = 3, C = 2;
        for (int size = 1; size <= 300; size += size < 70 ? 1 : 23)
        {
            var x = (Tensor.Arange(A * B * C * (size + 1)) % below).To(dtype).Reshape(A, B, C, size + 1).Slice(3, 1..);
            var expected = new long[A * B * C * size];
            for (int i = 0; i < expected.Length; i++)
            {
                int l = i % size, a = i / size % A, c = i / size / A % C, b = i / size / A / C;
                expected[i] = (((a * B + b) * C + c) * (size + 1) + l + 1) % below;
            }
            Assert.Equal(expected, x.Permute(1, 2, 0, 3).Contiguous().To(DType.Int64).ToArray<long>());
        }
    }
}
