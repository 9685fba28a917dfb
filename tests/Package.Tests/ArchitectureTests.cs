using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoGrad.Tests;

/// <summary>What holds between the parts of the library, kept from eroding.</summary>
public class ArchitectureTests
{
    private const int LongestFile = 450;

    private const int LongestLine = 150;

    /// <summary>Which projects each project under src/ may refer to. A new one states its own.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Autograd"] = [],
        ["Ops"] = ["Autograd"],
        ["Nn"] = ["Autograd", "Ops"],
        ["Optim"] = ["Autograd", "Ops", "Nn"],
        ["Data"] = ["Autograd", "Ops"],
        ["Interop"] = ["Autograd", "Ops", "Nn", "Optim"],
        ["Training"] = ["Autograd", "Ops", "Nn", "Optim", "Data", "Interop"],
        ["AutoGrad"] = ["Autograd", "Ops", "Nn", "Optim", "Data", "Interop", "Training"],
    };

    private static readonly string[] RuleNames = ["Derivative", "DerivativeA", "DerivativeB", "Vjp", "Jvp", "Transpose", "TransposeA", "TransposeB", "VMap"];

    private static IEnumerable<Type> ConcreteOps => new[] { typeof(Op).Assembly, typeof(TensorOps).Assembly }
        .SelectMany(static assembly => assembly.GetTypes())
        .Where(static type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && !type.IsNested);

    [Fact]
    public void Project_references_point_one_way()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        Assert.Equal(Below.Keys.Order(), projects.Select(static p => Path.GetFileName(Path.GetDirectoryName(p)!)).Order());
        foreach (string project in projects)
        {
            string name = Path.GetFileName(Path.GetDirectoryName(project)!);
            var refers = XDocument.Load(project).Descendants("ProjectReference")
                .Select(static reference => reference.Attribute("Include")!.Value.Replace('\\', '/').Split('/')[^2]);
            foreach (string other in refers)
                Assert.True(Below[name].Contains(other), $"src/{name} refers to src/{other}, which does not lie below it.");
        }
    }

    [Fact]
    public void Every_project_is_known_where_its_frames_are_left_out_of_stacks()
    {
        var known = (string[])typeof(Op).Assembly.GetType("AutoGrad.ForwardCall")!.GetField("Library", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        Assert.Equal(Below.Keys.Where(static name => name != "AutoGrad").Select(static name => $"AutoGrad.{name}").Order(), known.Order());
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = Repository.Text("AutoGrad.sln").Replace('\\', '/');
        foreach (string folder in new[] { "src", "tests", "bench" })
            foreach (string project in Repository.Files(folder, "*.csproj"))
                Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_holds_no_code() => Assert.Empty(Repository.Sources("src/AutoGrad"));

    [Fact]
    public void Operations_use_only_the_public_contract_of_the_engine()
    {
        foreach (var assembly in new[] { typeof(Op).Assembly, typeof(TensorOps).Assembly })
            foreach (var friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>())
                Assert.EndsWith(".Tests", friend.AssemblyName);
    }

    [Fact]
    public void Each_operation_has_a_file_of_its_name_and_each_file_one_operation()
    {
        var files = Repository.Sources("src/Autograd").Concat(Repository.Sources("src/Ops")).ToArray();
        var named = files.Select(static path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
        Assert.NotEmpty(ConcreteOps);
        foreach (var op in ConcreteOps)
            Assert.True(named.Contains(op.Name), $"The operation {op.Name} has no file {op.Name}.cs.");
        var ops = ConcreteOps.Select(static op => op.Name).ToHashSet();
        foreach (string file in files)
        {
            var declared = Root(file).DescendantNodes().OfType<RecordDeclarationSyntax>().Select(static r => r.Identifier.Text).Where(ops.Contains).ToArray();
            Assert.True(declared.Length < 2, $"{file} declares {string.Join(" and ", declared)}; give each a file.");
        }
    }

    [Fact]
    public void Operations_are_sealed_and_hold_nothing_that_changes()
    {
        foreach (var op in ConcreteOps)
        {
            Assert.True(op.IsSealed, $"{op.Name} is not sealed.");
            foreach (var field in op.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
                Assert.True(field.IsInitOnly, $"{op.Name} can change its {field.Name}.");
        }
    }

    [Fact]
    public void Derivative_rules_never_touch_the_values_in_memory()
    {
        int rules = 0;
        foreach (string file in Repository.Sources("src/Ops").Concat(Repository.Sources("src/Autograd")))
            foreach (var rule in Root(file).DescendantNodes().OfType<MethodDeclarationSyntax>().Where(static method => RuleNames.Contains(method.Identifier.Text)))
            {
                rules++;
                foreach (var name in ((Microsoft.CodeAnalysis.SyntaxNode?)rule.Body ?? rule.ExpressionBody)?.DescendantNodes().OfType<SimpleNameSyntax>() ?? [])
                    Assert.False(TouchesMemory(name), $"{file}: {rule.Identifier.Text} uses {name}. A rule is tensor code, so that it can be differentiated again.");
            }
        Assert.InRange(rules, 10, int.MaxValue);
    }

    [Theory]
    [InlineData("x.AsSpan<float>()", true)]
    [InlineData("x.ToArray<T>()", true)]
    [InlineData("TensorPrimitives.Exp(x, y)", true)]
    [InlineData("SoftmaxKernels.Row(x, y)", true)]
    [InlineData("gradient.Reshape(shape.AsSpan()[..^1].ToArray())", false)]
    [InlineData("gradient * x.Cos()", false)]
    public void The_rule_that_forbids_it_sees_it(string expression, bool touches) =>
        Assert.Equal(touches, SyntaxFactory.ParseExpression(expression).DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(TouchesMemory));

    [Fact]
    public void No_file_is_too_long_to_read()
    {
        foreach (string file in Repository.Sources("src"))
        {
            int lines = Repository.Text(file).AsSpan().Count('\n');
            Assert.True(lines <= LongestFile, $"{file} has {lines} lines; past {LongestFile} it asks to be two.");
        }
    }

    [Fact]
    public void No_line_of_the_documents_is_too_long_to_read()
    {
        foreach (string page in Repository.Files("docs", "*.md"))
        {
            bool prose = true;
            foreach (var (line, text) in Repository.Text(page).ReplaceLineEndings("\n").Split('\n').Index())
            {
                prose ^= text.StartsWith("```"); // Printed text is as long as it is, and so are the rows of tables.
                Assert.True(text.Length <= LongestLine || !prose || text.StartsWith('|'), $"{page}, line {line + 1} has {text.Length} characters.");
            }
        }
    }

    /// <summary>Whether a name reads or writes elements; a shape's AsSpan and ToArray, which are not generic, do not.</summary>
    private static bool TouchesMemory(SimpleNameSyntax name) => name.Identifier.Text switch
    {
        "AsSpan" or "AsReadOnlySpan" or "AsStridedSpan" or "AsTensorSpan" or "AsReadOnlyTensorSpan" or "ToArray" or "CopyTo" => name is GenericNameSyntax,
        "TensorPrimitives" => true,
        var text => text.EndsWith("Kernel") || text.EndsWith("Kernels"),
    };

    private static CompilationUnitSyntax Root(string file) =>
        CSharpSyntaxTree.ParseText(Repository.Text(file), new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot();
}
