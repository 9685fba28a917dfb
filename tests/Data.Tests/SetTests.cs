using AutoGrad.Data;

namespace AutoGrad.Tests;

public class SetTests
{
    [Fact]
    public void The_irises_are_those_of_fisher()
    {
        var (features, species) = Iris.Load();
        Assert.Equal(([150, 4], [150]), (features.Shape, species.Shape));
        Assert.Equal([5.1f, 3.5f, 1.4f, 0.2f], features[0].ToArray<float>());
        // The means that every description of the set gives.
        Assert.Equal([5.843, 3.057, 3.758, 1.199], features.Mean(0).ToArray<float>().Select(static m => Math.Round(m, 3)));
        Assert.Equal([50, 50, 50], species.ToArray<long>().CountBy(static s => s).Select(static c => c.Value));
        Assert.Equal((120, 30), (Iris.Load(train: true).Count, Iris.Load(train: false).Count));
        Assert.Equal(10, Iris.Load(train: false).Targets.ToArray<long>().Count(static s => s == 2));
    }

    [Fact]
    public void The_houses_of_sacramento_are_932()
    {
        var (features, prices) = Sacramento.Load();
        Assert.Equal(([932, 5], [932, 1]), (features.Shape, prices.Shape));
        Assert.Equal([2f, 1, 836, 38.631913f, -121.434879f], features[0].ToArray<float>());
        Assert.Equal(59222, prices[0, 0].Item());
        Assert.Equal(["Condo", "Multi_Family", "Residential"], new LabelEncoder().Fit(Sacramento.Table()["type"]).Classes);
        Assert.Equal(932, Sacramento.Load(train: true).Count + Sacramento.Load(train: false).Count);
    }

    [Fact]
    public void King_county_is_read_by_the_names_of_columns()
    {
        string folder = Directory.CreateTempSubdirectory("kc").FullName;
        try
        {
            string names = string.Join(',', KcHouse.AllFeatures);
            File.WriteAllText(Path.Combine(folder, "kc_house_data.csv"),
                $"\"id\",\"date\",price,{names}\n\"7129300520\",\"20141013T000000\",221900,{string.Join(',', Enumerable.Range(1, 18))}\n");
            var (features, prices) = KcHouse.Load(folder);
            Assert.Equal(13, KcHouse.Features.Count);
            Assert.Equal(
                KcHouse.Features.Select(static name => KcHouse.AllFeatures.Index().Single(f => f.Item == name).Index + 1f),
                features.ToArray<float>());
            Assert.Equal(221900, prices.Item());
            Assert.Equal([14f], KcHouse.Load(folder, ["zipcode"]).Inputs.ToArray<float>());
            Assert.Contains("no column 'garden'", Assert.Throws<ArgumentException>(() => KcHouse.Load(folder, ["garden"])).Message);
            File.Delete(Path.Combine(folder, "kc_house_data.csv"));
            Assert.Contains("kc_house_data.csv.gz", Assert.Throws<FileNotFoundException>(() => KcHouse.Load(folder)).Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
