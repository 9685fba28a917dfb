using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoGrad.Tests;

/// <summary>Compiles and runs each C# block of the README and of other pages as a program, and compares what it prints with the text block after
/// it.</summary>
public partial class ReadmeTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading;";

    /// <summary>The pages whose blocks are whole programs.</summary>
    private static readonly string[] pages =
    [
        "README.md", "docs/batching.md", "docs/custom-operations.md", "docs/data.md", "docs/derivatives.md", "docs/files.md", "docs/from-pytorch.md",
        "docs/gradcheck.md", "docs/hooks.md", "docs/inspection.md", "docs/models.md", "docs/optimizers.md", "docs/reports.md", "docs/saved-values.md",
        "docs/training.md",
    ];

    private static readonly Block[] Blocks = [.. pages.SelectMany(Read)];

    public static TheoryData<string> Headings => [.. Blocks.Select(static block => block.Heading)];

    [Fact]
    public void There_are_blocks_and_each_stands_under_a_heading_of_its_own()
    {
        Assert.All(pages, static page => Assert.InRange(Blocks.Count(block => block.Heading.StartsWith(page)), 3, 20));
        Assert.Equal(Blocks.Length, Blocks.DistinctBy(static block => block.Heading).Count());
    }

    [Theory]
    [MemberData(nameof(Headings))]
    public void A_block_compiles_runs_and_prints_what_stands_below_it(string heading)
    {
        var block = Blocks.First(block => block.Heading == heading);
        string printed = Run(Compile(block));
        if (block.Output is { } expected)
            Assert.Equal(expected.TrimEnd(), printed.TrimEnd());
    }

    /// <summary>The tutorial is a project of several files; each version of Program.cs is run with the others as they are by then.</summary>
    [Fact]
    public void The_tutorial_can_be_followed_from_its_first_step_to_its_last()
    {
        string before = Environment.CurrentDirectory, folder = Directory.CreateTempSubdirectory("tutorial").FullName;
        var files = new Dictionary<string, string>();
        int programs = 0;
        try
        {
            Environment.CurrentDirectory = folder;
            using (var packed = new GZipStream(File.OpenRead(Path.Combine(Repository.Root, "src/Data/Sets/Resources/sacramento.csv.gz")), CompressionMode.Decompress))
            using (var houses = File.Create("houses.csv"))
                packed.CopyTo(houses);
            foreach (Match step in ProjectFile().Matches(Repository.Text("docs/tutorial.md").ReplaceLineEndings("\n")))
            {
                files[step.Groups["file"].Value] = step.Groups["code"].Value;
                if (step.Groups["file"].Value != "Program.cs")
                    continue;
                string printed = Run(Compile($"docs/tutorial.md, program {++programs}", files.Values));
                if (step.Groups["output"] is { Success: true } expected)
                    Assert.Equal(expected.Value.TrimEnd(), printed.TrimEnd());
                Assert.DoesNotContain("False", printed);
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
            Directory.Delete(folder, recursive: true);
        }
        Assert.Equal((5, 4), (programs, files.Count));
    }

    private static byte[] Compile(Block block) => Compile(block.Heading, [block.Code]);

    private static byte[] Compile(string heading, IEnumerable<string> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            "Readme",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), .. files.Select(code => CSharpSyntaxTree.ParseText(code, options))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var program = new MemoryStream();
        var result = compilation.Emit(program);
        var complaints = result.Diagnostics.Where(static d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.True(result.Success && !complaints.Any(), $"{heading}:\n{string.Join('\n', complaints)}");
        return program.ToArray();
    }

    private static string Run(byte[] program)
    {
        var entry = Assembly.Load(program).EntryPoint!;
        var (console, text) = (Console.Out, new StringWriter { NewLine = "\n" });
        Console.SetOut(text);
        try
        {
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
        }
        return text.ToString();
    }

    private static Block[] Read(string page)
    {
        var blocks = new List<Block>();
        foreach (Match section in Sections().Matches(Repository.Text(page).ReplaceLineEndings("\n")))
            foreach (Match code in Code().Matches(section.Groups["body"].Value))
                blocks.Add(new($"{page}, {section.Groups["heading"].Value}", code.Groups["code"].Value, code.Groups["output"] is { Success: true } output ? output.Value : null));
        return [.. blocks];
    }

    private sealed record Block(string Heading, string Code, string? Output);

    [GeneratedRegex(@"^#{1,3} (?<heading>.+)\n(?<body>(?:(?!#{1,3} ).*(?:\n|\z))*)", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex(@"^`(?<file>\w+\.cs)`\n\n```csharp\n(?<code>.*?)^```\n(?:\s*```text\n(?<output>.*?)^```)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ProjectFile();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```\n(?:\s*```text\n(?<output>.*?)^```)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();
}
