namespace AutoGrad;

/// <summary>Shapes, axes or sizes that do not fit an operation. The message names the operation, the shapes and the way out.</summary>
public class ShapeException(string message) : ArgumentException(message);

/// <summary>A dtype that an operation is not defined for. The message names the operation, the dtypes and the way out.</summary>
public class DTypeException(string message) : ArgumentException(message);

/// <summary>An index or label outside the range it points into. The message names the first such value, where it stands and the range.</summary>
public class IndexException(string message) : ArgumentException(message);

/// <summary>A derivative that cannot be computed: a graph already freed, a saved value overwritten, a result that is not a scalar.</summary>
public class AutogradException(string message, Exception? innerException = null) : InvalidOperationException(message, innerException);
