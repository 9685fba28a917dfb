using System.Diagnostics;
using AutoGrad.Interop;

namespace AutoGrad.Tests;

public class WholeFileTests : TemporaryFolder
{
    [Fact]
    public void A_file_that_is_replaced_hands_on_its_mode_and_a_link_stays_one()
    {
        Program.Of(1).Save(At("file"));
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(At("file"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(At("link"), At("file"));
        Program.Of(2).Save(At("link"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("file")));
        Assert.Equal(At("file"), new FileInfo(At("link")).LinkTarget);
        Assert.Equal(2, (int)Checkpoint.Load(At("file")).Values["number"]!);
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public void A_failure_while_writing_leaves_the_file_as_it_was()
    {
        Program.Of(1).Save(At("file"));
        var checkpoint = Program.Of(2);
        checkpoint.Values["loss"] = double.NaN;
        Assert.Throws<ArgumentException>(() => checkpoint.Save(At("file")));
        Tensor gone;
        using (new TensorScope())
            gone = Tensor.Ones([100_000]) + 1;
        Assert.Throws<ObjectDisposedException>(() => Safetensors.Save(new Dictionary<string, Tensor> { ["x"] = gone }, At("file")));
        Assert.Equal(1, (int)Checkpoint.Load(At("file")).Values["number"]!);
        Assert.Single(Directory.GetFiles(Folder));
        var problem = Assert.Throws<DirectoryNotFoundException>(() => Program.Of(1).Save(At("no/folder")));
        Assert.Equal($"'{At("no/folder")}' cannot be written: there is no folder '{At("no")}'. Create it first.", problem.Message);
    }

    [Fact]
    public void Drafts_of_processes_that_died_long_ago_are_cleared_away()
    {
        string old = Put($"file.{Guid.NewGuid():N}.tmp", [1]), young = Put($"file.{Guid.NewGuid():N}.tmp", [1]), other = Put("file.notes.tmp", [1]);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        File.SetLastWriteTimeUtc(other, DateTime.UtcNow.AddHours(-2));
        Program.Of(1).Save(At("file"));
        Assert.Equal(new[] { At("file"), young, other }.Order(), Directory.GetFiles(Folder).Order());
    }

    /// <summary>A process is killed while it saves one checkpoint after another, at other moments each time. What is under the name is always one
    /// of them, whole, and not an older one than was said to be saved.</summary>
    [Fact]
    public void A_process_killed_while_it_saves_leaves_a_whole_file()
    {
        string path = At("run.checkpoint");
        for (int round = 0; round < 12; round++)
        {
            int said = -1;
            var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            {
                ArgumentList = { typeof(Program).Assembly.Location, path },
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            using var process = Process.Start(start)!;
            for (int saves = 0; saves < 1 + round % 4; saves++)
                said = int.Parse(process.StandardOutput.ReadLine()!);
            Thread.SpinWait(40_000 * (round * 7 % 12));
            process.Kill();
            while (process.StandardOutput.ReadLine() is { } line && int.TryParse(line, out int number))
                said = number;
            process.WaitForExit();

            var back = Checkpoint.Load(path);
            int found = (int)back.Values["number"]!;
            Assert.InRange(found, said, said + 1);
            var weights = back["weights"].Tensors["w"];
            Assert.Equal(Program.Elements, weights.ElementCount);
            Assert.Equal((found, found), ((int)weights.Min().Item(), (int)weights.Max().Item()));
        }
    }
}
