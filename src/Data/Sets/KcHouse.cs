namespace AutoGrad.Data;

/// <summary>
/// House Sales in King County, USA: 21,613 sales of 2014 and 2015, from a folder that holds <c>kc_house_data.csv</c>, compressed or not, with or
/// without the columns id and date.
/// </summary>
public static class KcHouse
{
    private const string FileName = "kc_house_data.csv";

    /// <summary>Where the data come from, and their checksum.</summary>
    public static RemoteFile Source { get; } = new(
        FileName, "35bd64d83c3d6011a2b30e79d020bf204d418ad125e09afc651a81029e9c34bd",
        $"https://raw.githubusercontent.com/Sumeet1203/KC_House/2cf3a3522cb0c4d436067c4d8b19d21ebfa71659/{FileName}");

    /// <summary>The thirteen features that are loaded unless told otherwise: those that are neither a code (the postal code) nor nearly told by
    /// others (the areas above and below ground, the neighbours' lots, the year of a renovation that most never had).</summary>
    public static IReadOnlyList<string> Features { get; } =
    [
        "bedrooms", "bathrooms", "sqft_living", "sqft_lot", "floors", "waterfront", "view", "condition", "grade", "yr_built", "lat", "long",
        "sqft_living15",
    ];

    /// <summary>All features that are numbers.</summary>
    public static IReadOnlyList<string> AllFeatures { get; } =
    [
        "bedrooms", "bathrooms", "sqft_living", "sqft_lot", "floors", "waterfront", "view", "condition", "grade", "sqft_above", "sqft_basement",
        "yr_built", "yr_renovated", "zipcode", "lat", "long", "sqft_living15", "sqft_lot15",
    ];

    /// <summary>All sales in the order of the file: features as Float32, [21613, 13], prices in dollars as Float32, [21613, 1].</summary>
    /// <param name="folder">Where the file lies.</param>
    /// <param name="features">Which features; <see cref="Features"/> if left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static TensorDataset Load(string folder, IReadOnlyList<string>? features = null)
    {
        features ??= Features;
        return Csv.Read(DataFolder.Find(folder, nameof(KcHouse), FileName), columns: [.. features, "price"]).ToDataset("price", features);
    }

    /// <summary>Fetches the file where a folder lacks it, 2 MB. Does nothing where it is there, compressed or not.</summary>
    /// <param name="folder">Where to put it; made where it does not exist.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it; what was fetched is used when it is called again.</param>
    /// <inheritdoc cref="Data.Download.Fetch"/>
    public static void Download(string folder, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        Data.Download.FetchMissing([Source], folder, progress, cancellation);
}
