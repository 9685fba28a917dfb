using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.Tests;

/// <summary>
/// The page that maps PyTorch's names to ours, held against both sides: the names of PyTorch in tests/Golden/torch-names.txt, and the public members
/// of this library.
/// </summary>
public partial class FromPyTorchTests
{
    private const string InPlace = "*_";

    private const string OwnNames = "## Without a name in PyTorch";

    /// <summary>Names of .NET that rows use.</summary>
    private static readonly string[] framework = ["Dictionary", "E", "Epsilon", "List", "Math", "MaxValue", "NaN", "PI", "PositiveInfinity"];

    /// <summary>Where a name without a dot may stand in PyTorch.</summary>
    private static readonly string[] places = ["torch.", "torch.Tensor.", "torch.nn.functional.", "torch.special.", "torch.linalg."];

    private static readonly string[] theirs = Repository.Text("tests/Golden/torch-names.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static readonly Row[] rows = ReadRows();

    private static readonly PublicNames ours = new();

    [Fact]
    public void Every_name_of_PyTorch_has_a_row()
    {
        Assert.InRange(theirs.Length, 2000, 3000);
        var patterns = rows.SelectMany(static row => row.Theirs).Where(static name => name != InPlace).SelectMany(Patterns).ToArray();
        var known = theirs.Where(name => patterns.Any(pattern => pattern.IsMatch(name))).ToHashSet();
        // A method that writes in place needs no row of its own where the operation has one.
        var missing = theirs.Where(name => !known.Contains(name) && !(name.EndsWith('_') && known.Contains(name[..^1])));
        Assert.True(!missing.Any(), $"docs/from-pytorch.md has no row for {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Every_name_in_the_rows_is_one_of_PyTorch_and_stands_there_once()
    {
        var names = rows.SelectMany(static row => row.Theirs).ToArray();
        var unknown = names.Where(static name => !Patterns(name).Any(static pattern => theirs.Any(pattern.IsMatch)));
        Assert.True(!unknown.Any(), $"PyTorch has no {string.Join(", ", unknown)}; if it is new, add it to tests/Golden/torch-names.py.");
        var twice = names.GroupBy(static name => name).Where(static group => group.Count() > 1).Select(static group => group.Key);
        Assert.True(!twice.Any(), $"{string.Join(", ", twice)} stand in two rows.");
    }

    [Fact]
    public void A_row_says_what_is_here_or_why_nothing_is()
    {
        foreach (var row in rows)
            Assert.True(row.Here.Length > 0 || row.Note.Length > 0, $"The row of {row.Theirs[0]} says nothing.");
    }

    [Fact]
    public void Rows_are_sorted()
    {
        foreach (var table in rows.GroupBy(static row => row.Heading))
        {
            string[] keys = [.. table.Select(static row => row.Theirs[0].TrimStart('*').ToLowerInvariant())];
            for (int i = 1; i < keys.Length; i++)
                Assert.True(string.CompareOrdinal(keys[i - 1], keys[i]) <= 0, $"{table.Key}: {keys[i]} stands after {keys[i - 1]}.");
        }
    }

    [Fact]
    public void What_the_rows_name_here_exists()
    {
        var codes = rows.SelectMany(static row => row.Here.Concat(Codes(row.Note))).Concat(Own());
        var wrong = codes.SelectMany(static code => Mentions(code).Where(static mention => !Exists(mention)).Select(mention => $"{mention} in {code}"));
        Assert.True(!wrong.Any(), $"docs/from-pytorch.md names what does not exist: {string.Join("; ", wrong)}.");
    }

    [Fact]
    public void What_the_rows_say_compiles()
    {
        var codes = rows.SelectMany(static row => row.Here).Concat(Own());
        var statements = codes.Select(static (code, i) => $"    static void Row{i}()\n    {{\n        {Statement(code)};\n    }}\n");
        string program = Repository.Text("tests/Package.Tests/FromPyTorch.txt").Replace("// rows", string.Concat(statements));
        var tree = CSharpSyntaxTree.ParseText(program, new CSharpParseOptions(LanguageVersion.CSharp14));
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            "Rows", [tree], assemblies.Select(static path => MetadataReference.CreateFromFile(path)), new(OutputKind.DynamicallyLinkedLibrary));
        var errors = compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), string.Join('\n', errors.Select(Told)));

        string Told(Diagnostic error) =>
            $"{tree.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim()} {error.GetMessage()}";

        static string Statement(string code) => Name().IsMatch(code) ? $"_ = typeof({code})"
            : SyntaxFactory.ParseExpression(code) is InvocationExpressionSyntax ? code : $"_ = {code}";
    }

    [Fact]
    public void Every_public_name_of_ours_is_told()
    {
        var told = rows.SelectMany(static row => row.Here.Concat(Codes(row.Note))).Concat(Own()).SelectMany(Mentions).ToHashSet();
        var names = told.Select(static mention => mention.Name).ToHashSet();
        var missing = ours.Told.Where(name => !(name.Of is null ? names.Contains(name.Name) : told.Contains(name)));
        Assert.True(!missing.Any(),
            $"docs/from-pytorch.md does not tell of {string.Join(", ", missing)}. Name each in its row, or under \"{OwnNames[3..]}\".");
    }

    [Theory]
    [InlineData("x.Abs()", true)]
    [InlineData("Tensor.Where(condition, a, b)", true)]
    [InlineData("new Adam(net.Parameters())", true)]
    [InlineData("Activation.Relu()", true)]
    [InlineData("x.Where(a, b)", false)]
    [InlineData("Tensor.Abs(x)", false)]
    [InlineData("Activation.Linear()", false)]
    [InlineData("x.Sinus()", false)]
    [InlineData("Sinus", false)]
    public void Mentions_are_checked(string code, bool exists) => Assert.Equal(exists, Mentions(code).All(Exists));

    private static bool Exists(Mention mention) => framework.Contains(mention.Name) || mention.Of switch
    {
        null => ours.Types.ContainsKey(mention.Name),
        "" => ours.Instance.Contains(mention.Name),
        var type => ours.Static.Contains(new(type, mention.Name)),
    };

    /// <summary>The names of types and members in a piece of code, each with the type before the dot, "" for another expression, or null.</summary>
    private static IEnumerable<Mention> Mentions(string code)
    {
        foreach (Match match in Member().Matches(Text().Replace(code, "")))
        {
            string name = match.Groups["name"].Value, of = match.Groups["of"].Value;
            yield return new(!match.Groups["dot"].Success ? null : ours.Types.ContainsKey(of) ? of : "", name);
        }
    }

    private static IEnumerable<Regex> Patterns(string name)
    {
        var full = name.StartsWith("F.") ? ["torch.nn.functional." + name[2..]]
            : name.Contains('.') ? ["torch." + name]
            : places.Select(place => place + name);
        return full.Select(static path => new Regex($"^{Regex.Escape(path).Replace(@"\*", "[^.]*")}$"));
    }

    /// <summary>The code in the table of what PyTorch has no name for.</summary>
    private static IEnumerable<string> Own() => Page()[Page().IndexOf(OwnNames, StringComparison.Ordinal)..].Split('\n')
        .Where(static line => line.StartsWith("| `")).SelectMany(static line => Codes(Cells(line)[0]));

    private static Row[] ReadRows()
    {
        var read = new List<Row>();
        string heading = "";
        string names = Page()[Page().IndexOf("# Names", StringComparison.Ordinal)..Page().IndexOf(OwnNames, StringComparison.Ordinal)];
        foreach (string line in names.Split('\n'))
            if (line.StartsWith("## "))
                heading = line;
            else if (line.StartsWith("| `"))
            {
                string[] cells = Cells(line);
                Assert.Equal(3, cells.Length);
                read.Add(new(heading, Codes(cells[0]), Codes(cells[1]), cells[2]));
            }
        return [.. read];
    }

    private static string Page() => Repository.Text("docs/from-pytorch.md").ReplaceLineEndings("\n");

    private static string[] Cells(string line) => [.. Bar().Split(line.Trim()[1..^1]).Select(static cell => cell.Replace(@"\|", "|").Trim())];

    private static string[] Codes(string cell) => [.. Code().Matches(cell).Select(static match => match.Groups[1].Value)];

    private sealed record Row(string Heading, string[] Theirs, string[] Here, string Note);

    private sealed record Mention(string? Of, string Name)
    {
        public override string ToString() => Of is null ? Name : $"{Of}.{Name}";
    }

    /// <summary>The public names of this library, as code can use them.</summary>
    private sealed class PublicNames
    {
        private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

        private static readonly string[] ofObjects = ["Equals", "GetHashCode", "ToString", "Deconstruct", "GetEnumerator", "Create", "Forward"];

        /// <summary>What every type of is told.</summary>
        private static readonly Type[] kinds = [typeof(Nn.Module), typeof(Optim.Optimizer), typeof(Distributions.Distribution)];

        /// <summary>Types whose members are told one by one.</summary>
        private static readonly string[] members =
        [
            "Activation", "Autodiff", "Checkpointing", "Distribution", "DTypes", "FunctionalCalls", "Generator", "Init", "Loss", "Module",
            "ModuleBackwardHooks", "ModuleExtensions", "Padding", "ParameterExtensions", "Splits", "Tensor", "TensorOps",
        ];

        public PublicNames()
        {
            var assemblies = new[]
            {
                typeof(Op), typeof(TensorOps), typeof(Nn.Module), typeof(Optim.Optimizer), typeof(Data.DataLoader), typeof(Interop.Checkpoint),
                typeof(Training.History),
            };
            foreach (var type in assemblies.SelectMany(static type => type.Assembly.GetExportedTypes()).Where(static type => !type.IsNested))
            {
                string name = type.Name.Split('`')[0];
                Types.TryAdd(name, type);
                bool told = members.Contains(name);
                if (!told && !type.IsAbstract && (kinds.Any(type.IsSubclassOf) || type.Namespace == "AutoGrad.Data"))
                    Told.Add(new(null, name));
                // Blocks of extensions are nested types that declare their members as they are called.
                var blocks = type.GetNestedTypes().Where(static nested => nested.Name.StartsWith("<G>")).ToArray();
                foreach (var member in blocks.SelectMany(static block => block.GetMembers(Declared)).Where(Named))
                    Take(IsStatic(member) ? "Tensor" : "", member.Name, told);
                foreach (var member in type.GetMembers(Declared).Where(Named))
                    if (blocks.Length == 0)
                        Take(IsStatic(member) ? name : "", member.Name, told);
                    else if (IsStatic(member))
                        Static.Add(new(name, member.Name));
            }

            void Take(string of, string name, bool told)
            {
                if (of == "")
                    Instance.Add(name);
                else
                    Static.Add(new(of, name));
                if (told && !ofObjects.Contains(name))
                    Told.Add(new(of, name));
            }
        }

        public Dictionary<string, Type> Types { get; } = [];

        public HashSet<string> Instance { get; } = [];

        public HashSet<Mention> Static { get; } = [];

        /// <summary>What the page must name.</summary>
        public HashSet<Mention> Told { get; } = [];

        private static bool Named(MemberInfo member) => !member.Name.Contains('<') && member switch
        {
            MethodInfo method => !method.IsSpecialName,
            PropertyInfo property => property.GetMethod is not null && property.GetIndexParameters().Length == 0,
            FieldInfo field => !field.IsSpecialName,
            _ => false,
        };

        private static bool IsStatic(MemberInfo member) => member switch
        {
            MethodInfo method => method.IsStatic,
            PropertyInfo property => property.GetMethod!.IsStatic,
            FieldInfo field => field.IsStatic,
            _ => false,
        };
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Text();

    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Z]\w*)|(?<=(?<![\w.])(?<of>\w+)|[\w\])>}])(?<dot>\.)(?<name>[A-Z]\w*)")]
    private static partial Regex Member();

    [GeneratedRegex(@"^[A-Z]\w*(<.*>)?$")]
    private static partial Regex Name();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
