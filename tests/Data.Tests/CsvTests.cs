using System.Globalization;
using System.IO.Compression;
using System.Text;
using AutoGrad.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class CsvTests
{
    private const string Houses = """
        city, beds ,price,new
        "Elk Grove, CA",3,275000.5,true
        Galt,,1e5,false

        "say ""hi""
        there",2,-3,TRUE
        """;

    [Fact]
    public void Reads_quotes_line_breaks_blanks_and_missing_values()
    {
        var table = Csv.Parse(Houses);
        Assert.Equal(["city", "beds", "price", "new"], table.Columns);
        Assert.Equal(3, table.Count);
        Assert.Equal(["Elk Grove, CA", "Galt", "say \"hi\"\nthere"], table["city"].Select(static city => city!.ReplaceLineEndings("\n")));
        Assert.Equal(["3", null, "2"], table["beds"]);
        Assert.Equal([275000.5f, 1, 100000, 0, -3, 1], table.Numbers("price", "new").ToArray<float>());
        Assert.Equal("Table(text: 3 rows, 4 columns: city, beds, price, new)", table.ToString());
    }

    [Fact]
    public void Missing_values_are_refused_replaced_or_left_out()
    {
        var table = Csv.Parse(Houses);
        string message = Assert.Throws<InvalidDataException>(() => table.Numbers("price", "beds")).Message;
        Assert.StartsWith("text, line 3, column beds: the value is missing.", message);
        Assert.Contains("DropMissing", message);
        Assert.Equal([3f, float.NaN, 2], table.Numbers(["beds"], missing: double.NaN).ToArray<float>());
        Assert.Equal([3.0, 0, 2], table.Numbers(["beds"], missing: 0, DType.Float64).ToArray<double>());
        Assert.Equal([3f, 2], table.DropMissing().Numbers("beds").ToArray<float>());
        Assert.Equal(3, table.DropMissing("price").Count);
        Assert.Equal([null, "na"], Csv.Parse("x\n-\nna", missing: ["-"])["x"]);
        Assert.All(Csv.Parse("x,y\n,1\nNA,1\n nan ,1\n?,1\nNULL,1\n\"\",1")["x"], Assert.Null);
    }

    [Fact]
    public void A_cell_that_is_no_number_is_named_by_line_and_column()
    {
        var table = Csv.Parse("a,b\n1,2\n\n3,four\n5,\"6,000\"");
        Assert.StartsWith("text, line 4, column b: 'four' is not a number.", Assert.Throws<InvalidDataException>(() => table.Numbers()).Message);
        Assert.Contains("OneHotEncoder().FitTransform(table[\"b\"])", Assert.Throws<InvalidDataException>(() => table.Numbers()).Message);
        Assert.Contains("line 5, column b: '6,000' is not a number; numbers have a decimal point",
            Assert.Throws<InvalidDataException>(() => table.Filter("a", a => a == "5").Numbers("b")).Message);
        Assert.Throws<DTypeException>(() => table.Numbers(["a"], null, DType.Int64));
    }

    [Fact]
    public void Columns_are_chosen_by_name_and_a_near_miss_is_guessed()
    {
        var table = Csv.Parse("price,sqft,type\n1,2,Condo\n3,4,House");
        Assert.Equal([2f, 1, 4, 3], table.Numbers("sqft", "price").ToArray<float>());
        Assert.Equal(["sqft"], table.Without("price", "type").Columns);
        Assert.Equal(["type", "price"], table.Select("type", "price").Columns);
        Assert.Equal(["type"], Csv.Parse("price,sqft,type\n1,2,Condo", columns: ["type"]).Columns);
        Assert.Equal([3f], table.Filter("type", static type => type == "House").Numbers("price").ToArray<float>());
        Assert.StartsWith("text: there is no column 'sqtf'; did you mean 'sqft'? The columns are price, sqft, type.",
            Assert.Throws<ArgumentException>(() => table.Numbers("sqtf")).Message);
        Assert.Contains("there is no column 'kitchen'. The", Assert.Throws<ArgumentException>(() => Csv.Parse("a,b", columns: ["kitchen"])).Message);
    }

    [Theory]
    [InlineData("1;2\n3;4")]
    [InlineData("1\t2\n3\t4")]
    [InlineData("1|2\r\n3|4\r\n")]
    public void Other_delimiters_are_found(string text) =>
        Assert.Equal([1f, 2, 3, 4], Csv.Parse(text, header: false).Numbers("0", "1").ToArray<float>());

    [Fact]
    public void Names_may_be_given()
    {
        Assert.Equal([2f], Csv.Parse("1,2", header: false, names: ["x", "y"]).Numbers("y").ToArray<float>());
        Assert.Equal(["x", "y"], Csv.Parse("150,4\n1,2", names: ["x", "y"]).Columns);
        Assert.Contains("3 names were given, and the table has 2",
            Assert.Throws<InvalidDataException>(() => Csv.Parse("1,2", names: ["a", "b", "c"])).Message);
        Assert.Equal(0, Csv.Parse("", header: false, names: ["x"]).Count);
        Assert.Equal([0, 2], Csv.Parse("a,b\n").Numbers().Shape);
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "", "it is empty" },
        { "a,b\n1,2\n3", "line 3: it has 1 cell, and the table has 2 columns (a, b)" },
        { "a,b\n1,2,3", "line 2: it has 3 cells" },
        { "a,b,a\n1,2,3", "columns 1 and 3 are both called 'a'" },
        { "a,b\n1,\"2\n3,4", "line 2: a quote" },
        { "a,b\n1,2\n\"3\"4,5", "line 3: a quote" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Broken_tables_are_refused_with_the_line(string text, string says) =>
        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => Csv.Parse(text, delimiter: ',')).Message);

    [Fact]
    public void Nothing_depends_on_the_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = other;
            Assert.Equal([1.5f, -2000], Csv.Parse("x\n1.5\n-2e3").Numbers("x").ToArray<float>());
            Assert.Throws<InvalidDataException>(() => Csv.Parse("x\n\"1,5\"").Numbers("x"));
            Assert.Equal("MinMaxScaler(not fitted to [0.5, 1])", new MinMaxScaler(0.5).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Files_and_streams_may_be_compressed_and_are_named_in_errors()
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("naïve,b\n1,2\n"));
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, zipped.ToArray());
            Assert.Equal(["naïve", "b"], Csv.Read(path).Columns);
            File.WriteAllBytes(path, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("a,b\n1,x")]);
            Assert.Equal(["a", "b"], Csv.Read(path).Columns);
            Assert.StartsWith($"{path}, line 2, column b", Assert.Throws<InvalidDataException>(() => Csv.Read(path).Numbers()).Message);
        }
        finally
        {
            File.Delete(path);
        }
        zipped.SetLength(zipped.Length - 5);
        zipped.Position = 0;
        Assert.StartsWith("houses", Assert.Throws<InvalidDataException>(() => Csv.Read(zipped, name: "houses")).Message);
        Assert.Throws<FileNotFoundException>(() => Csv.Read(path));
    }

    [Fact]
    public void What_is_written_by_the_rules_is_read() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Elements('a', '"', ',', '\n', ' ', 'ü', ';').ArrayOf(4).Select(static letters => new string(letters)).ArrayOf(12).ToArbitrary(),
        static cells =>
        {
            string text = "x,y,z\n" + string.Concat(cells.Chunk(3).Select(static row =>
                string.Join(',', row.Select(static cell => $"\"{cell.Replace("\"", "\"\"")}\"")) + "\n"));
            var table = Csv.Parse(text, delimiter: ',', missing: []);
            return table.Count == 4 && cells.Chunk(3).Index().All(
                row => row.Item.SequenceEqual(table.Columns.Select(name => table[name][row.Index])));
        }));

    [Fact]
    public void A_table_becomes_a_data_set_of_numbers_or_labels()
    {
        var table = Csv.Parse("x,y,kind\n1,2,b\n3,4,a\n5,6,b");
        var (inputs, targets) = table.Without("kind").ToDataset("y");
        Assert.Equal(([3, 1], [3, 1]), (inputs.Shape, targets.Shape));
        var kinds = new LabelEncoder();
        (inputs, targets) = table.ToDataset("kind", labels: kinds);
        Assert.Equal([3, 2], inputs.Shape);
        Assert.Equal([1L, 0, 1], targets.ToArray<long>());
        Assert.Equal(["a", "b"], kinds.Classes);
        Assert.Contains("'c', which was not there",
            Assert.Throws<ArgumentException>(() => Csv.Parse("x,kind\n1,c").ToDataset("kind", labels: kinds)).Message);
        Assert.Contains("target 'y' is among the inputs", Assert.Throws<ArgumentException>(() => table.ToDataset("y", ["x", "y"])).Message);
        Assert.Contains("no columns are left", Assert.Throws<ArgumentException>(() => table.Select("y").ToDataset("y")).Message);
    }
}
