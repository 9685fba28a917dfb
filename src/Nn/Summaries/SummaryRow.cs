namespace AutoGrad.Nn;

/// <summary>A module in a <see cref="Summary"/>.</summary>
/// <param name="Name">The name by which the module above holds it; empty for the model itself.</param>
/// <param name="Module">The module.</param>
/// <param name="Depth">How many modules lie above it.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="InputShapes">The shapes of the tensors that the last call was given; none where there was no call.</param>
/// <param name="OutputShapes">The shapes of its results.</param>
/// <param name="Parameters">How many numbers its own parameters hold, without those of modules below, and those of a row above.</param>
/// <param name="TrainableParameters">How many of them require a gradient.</param>
/// <param name="MultiplyAdds">How many multiplications with additions its own products took in all calls.</param>
/// <param name="ReceptiveField">What an element of its result sees of the model's input along each spatial axis; null where there are no spatial axes
/// any more, or no call.</param>
public sealed record SummaryRow(
    string Name,
    Module Module,
    int Depth,
    int Calls,
    IReadOnlyList<Shape> InputShapes,
    IReadOnlyList<Shape> OutputShapes,
    long Parameters,
    long TrainableParameters,
    long MultiplyAdds,
    IReadOnlyList<ReceptiveField>? ReceptiveField);
