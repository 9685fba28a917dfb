namespace AutoGrad;

/// <summary>
/// A matrix that has no such inverse or factorisation: singular, not positive definite, or one whose values do not converge. The message names the
/// operation, which matrix of the batch it is, and where it fails.
/// </summary>
public class LinearAlgebraException(string message) : ArithmeticException(message);
