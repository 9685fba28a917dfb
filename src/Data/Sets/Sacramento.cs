namespace AutoGrad.Data;

/// <summary>932 house sales around Sacramento in May 2008, a part of the library (the Sacramento Bee, by way of R's modeldata, MIT).</summary>
public static class Sacramento
{
    /// <summary>The features that are numbers.</summary>
    public static IReadOnlyList<string> Features { get; } = ["beds", "baths", "sqft", "latitude", "longitude"];

    /// <summary>All columns: city, zip, beds, baths, sqft, type, price, latitude, longitude.</summary>
    public static Table Table() => Resource.Table("sacramento.csv.gz");

    /// <summary>All sales: features as Float32, [932, 5], prices in dollars as Float32, [932, 1].</summary>
    public static TensorDataset Load() => Table().ToDataset("price", Features);

    /// <summary>Four fifths for training, or the other fifth for testing. The parting was drawn once and is the same always.</summary>
    public static TensorDataset Load(bool train) => Resource.Part(Load().Split(0.8, Generator.Seeded(0)), train);
}
