namespace AutoGrad.Data;

/// <summary>150 irises of three species, a part of the library: Fisher's "Iris" (1936, UCI Machine Learning Repository, CC BY 4.0).</summary>
public static class Iris
{
    /// <summary>The features, all in centimetres.</summary>
    public static IReadOnlyList<string> Features { get; } = ["sepal length", "sepal width", "petal length", "petal width"];

    /// <summary>The species by label.</summary>
    public static IReadOnlyList<string> Classes { get; } = ["setosa", "versicolor", "virginica"];

    /// <summary>All flowers: features as Float32, [150, 4], species as Int64 from 0 to 2, [150].</summary>
    public static TensorDataset Load()
    {
        var table = Resource.Table("iris.csv.gz", [.. Features, "species"]);
        return new(table.Numbers(Features), table.Numbers("species").Squeeze(1).To(DType.Int64));
    }

    /// <summary>Four fifths of each species for training, or the other fifth for testing. The parting was drawn once and is the same
    /// always.</summary>
    public static TensorDataset Load(bool train) => Resource.Part(Load().SplitByClass(0.8, Generator.Seeded(0)), train);
}
