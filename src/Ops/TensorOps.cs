namespace AutoGrad;

/// <summary>
/// The operations as members and operators of <see cref="Tensor"/>. Each is declared in the file of its operation; <c>using AutoGrad;</c> brings them
/// all.
/// </summary>
public static partial class TensorOps
{
}
