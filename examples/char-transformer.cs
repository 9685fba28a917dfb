#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using AutoGrad;
using AutoGrad.Nn;
using AutoGrad.Nn.Models;
using AutoGrad.Optim;

var file = new Option<string?>("--text") { Description = "The text to learn; char-transformer.txt beside this program if left out." };
var steps = new Option<int>("--steps") { Description = "How many steps to train.", DefaultValueFactory = static _ => 400 };
var context = new Option<int>("--context") { Description = "How many characters the model sees.", DefaultValueFactory = static _ => 32 };
var width = new Option<int>("--width") { Description = "The number of features.", DefaultValueFactory = static _ => 96 };
var layers = new Option<int>("--layers") { Description = "The number of layers.", DefaultValueFactory = static _ => 2 };
var batchSize = new Option<int>("--batch-size") { Description = "Pieces of text a step.", DefaultValueFactory = static _ => 24 };
var rate = new Option<double>("--learning-rate") { Description = "How far Adam's first steps go; the rate falls to zero in a straight line.", DefaultValueFactory = static _ => 4e-3 };
var temperature = new Option<double>("--temperature") { Description = "How freely the sample is drawn; 0 takes the likeliest character.", DefaultValueFactory = static _ => 0.5 };
var topK = new Option<int>("--top-k") { Description = "From how many of the likeliest characters it is drawn.", DefaultValueFactory = static _ => 10 };
var prompt = new Option<string>("--prompt") { Description = "How the sample begins.", DefaultValueFactory = static _ => "The keeper " };
var seed = new Option<long>("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = static _ => 0 };
foreach (var option in new[] { steps, context, width, layers, batchSize, topK })
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError($"{option.Name}: at least 1 is needed.");
    });

var command = new RootCommand(
    """
    A transformer that learns a small text character by character, and then goes on by itself. Prints the loss as it falls, a sample of what the model
    writes, and ends with the key figures as 'name: value' lines. Losses are in nats a character: one that knows nothing has the logarithm of the
    number of characters.
    """) { file, steps, context, width, layers, batchSize, rate, temperature, topK, prompt, seed };
command.SetAction(parsed =>
{
    try
    {
        Run(parsed);
        return 0;
    }
    catch (Exception problem) when (problem is IOException or ArgumentException)
    {
        Console.Error.WriteLine(problem.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();

void Run(ParseResult given)
{
    string text = File.ReadAllText(given.GetValue(file) ?? Path.ChangeExtension(Here(), ".txt")).ReplaceLineEndings("\n");
    char[] characters = [.. text.Distinct().Order()];
    long[] Tokens(string s) => [.. s.Select(c => Array.BinarySearch(characters, c) is >= 0 and var i
        ? (long)i
        : throw new ArgumentException($"The text has no character '{c}', so the model cannot read it."))];
    var all = Tensor.Of<long>(Tokens(text));
    int length = given.GetValue(context), batch = given.GetValue(batchSize), last = given.GetValue(steps);
    if (all.ElementCount <= length)
        throw new ArgumentException($"The text has {all.ElementCount} characters; {length + 1} are needed at least.");
    long[] start = Tokens(given.GetValue(prompt)!);

    var generator = Generator.Seeded(given.GetValue(seed));
    var model = new CharTransformer(characters.Length, length, given.GetValue(width), 4, given.GetValue(layers), generator: generator);
    var optimizer = new Adam(model.Parameters(), given.GetValue(rate));
    Console.WriteLine($"{text.Length} characters, {characters.Length} different ones, {model.Parameters().Sum(static p => p.ElementCount)} parameters");

    var offsets = Tensor.Arange(length);
    double first = 0, smooth = 0;
    var clock = Stopwatch.StartNew();
    for (int step = 0; step < last; step++)
    {
        using var scope = new TensorScope(); // Not needed, but faster: the next step uses the same memory.
        long[] places = [.. Enumerable.Range(0, batch).Select(_ => (long)(generator.NextDouble() * (all.ElementCount - length)))];
        var at = Tensor.Of<long>(places).Unsqueeze(1) + offsets;
        optimizer.Groups[0].LearningRate = given.GetValue(rate) * (1 - (double)step / last);
        optimizer.ZeroGrad();
        var loss = Loss.CrossEntropy(model.Forward(all[at]).Flatten(0, 1), all[at + 1].Flatten());
        loss.Backward();
        optimizer.Step();
        double now = loss.Item();
        (first, smooth) = step == 0 ? (now, now) : (first, 0.9 * smooth + 0.1 * now);
        if ((step + 1) % Math.Max(1, last / 6) == 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step + 1,4}: loss {smooth:0.000}"));
    }
    clock.Stop();

    var sample = model.Generate(Tensor.Of<long>(start), 240, given.GetValue(temperature), given.GetValue(topK), generator);
    Console.WriteLine($"\n{string.Concat(sample.ToArray<long>().Select(token => characters[token]))}\n");
    Print("first loss", $"{first:0.000}");
    Print("last loss", $"{smooth:0.000}");
    Print("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");
}

static string Here([CallerFilePath] string path = "") => path;

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");
