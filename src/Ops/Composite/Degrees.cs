namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Degrees as radians: each element times π / 180.</summary>
        public Tensor Deg2Rad() => x * (Math.PI / 180);

        /// <summary>Radians as degrees: each element times 180 / π.</summary>
        public Tensor Rad2Deg() => x * (180 / Math.PI);
    }
}
