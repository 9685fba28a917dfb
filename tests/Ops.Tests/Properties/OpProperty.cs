using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace AutoGrad.Tests;

/// <summary>Looks for a draw at which an operation fails its check, and shrinks it.</summary>
internal static class OpProperty
{
    /// <summary>The environment variable that replays a failure, or lets the tests draw anew.</summary>
    public const string SeedVariable = "AUTOGRAD_TEST_SEED";

    /// <summary>The environment variable that says how many draws each operation is tested with.</summary>
    public const string CountVariable = "AUTOGRAD_TEST_COUNT";

    /// <summary>The same for every run unless asked otherwise, so that a commit passes or does not.</summary>
    public static ulong Seed { get; } = ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out ulong seed) ? seed : 1;

    public static int Count { get; } = int.TryParse(Environment.GetEnvironmentVariable(CountVariable), out int count) ? count : 100;

    /// <summary>The smallest failure found, or null.</summary>
    public static OpFailure? Find(Func<Draws, OpSample> row, ulong? seed = null, int? count = null)
    {
        ulong drawn = seed ?? Seed;
        OpFailure? smallest = null;
        bool Holds(OpDraw draw)
        {
            Tensor[] inputs = [];
            Op? op = null;
            try
            {
                var sample = row(new Draws(draw));
                (op, inputs) = (sample.Op, sample.Tensors(draw));
                GradCheck.CheckOp(op, inputs);
                return true;
            }
            catch (Exception e)
            {
                smallest = new(draw, op, inputs, e, drawn); // FsCheck goes on from a smaller draw only where that fails too.
                return false;
            }
        }

        var config = Config.QuickThrowOnFailure
            .WithQuietOnSuccess(true)
            .WithMaxTest(count ?? Count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(drawn), FSharpOption<int>.None)));
        try
        {
            FsCheck.Check.One(config, Prop.ForAll(OpDraw.Arbitrary, Holds));
        }
        catch (Exception) when (smallest is not null)
        {
            return smallest;
        }
        return null;
    }
}

/// <summary>The smallest draw found at which an operation fails.</summary>
internal sealed record OpFailure(OpDraw Draw, Op? Op, Tensor[] Inputs, Exception Exception, ulong Seed)
{
    public override string ToString() =>
        $"""
        {Op?.ToString() ?? "The row"} fails. {Exception.Message}
        {(Exception is GradCheckException ? "" : Exception.StackTrace)}
        Inputs:
        {string.Join("\n", Inputs.Select(static x => x.ToString()))}
        The smallest draw that fails: {Draw}.
        Replay with {OpProperty.SeedVariable}={Seed} dotnet test --filter "FullyQualifiedName~OpPropertyTests".
        """;
}
