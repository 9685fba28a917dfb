namespace AutoGrad.Data;

/// <summary>The small data sets that are a part of the library.</summary>
internal static class Resource
{
    public static Table Table(string name, IReadOnlyList<string>? names = null, bool header = true)
    {
        using var resource = typeof(Resource).Assembly.GetManifestResourceStream(name)!;
        return Csv.Read(resource, header, names: names, name: name);
    }

    public static TensorDataset Part((Subset First, Subset Second) parts, bool train) => (train ? parts.First : parts.Second).ToTensors();
}
