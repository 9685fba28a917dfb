using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using AutoGrad.Data;

namespace AutoGrad.Tests;

/// <summary>Downloads from a server on this machine that can be told to misbehave.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly byte[] content = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * i >> 3))];
    private readonly string folder = Directory.CreateTempSubdirectory("download").FullName;
    private readonly List<string> asked = [];
    private readonly HttpListener server = new();
    private readonly string address;
    private Action<HttpListenerContext>? answer;

    public DownloadTests()
    {
        // Ports are tried until one is free.
        for (int port = 18_000 + Environment.ProcessId % 1000; ; port++)
            try
            {
                server.Prefixes.Clear();
                server.Prefixes.Add(address = $"http://localhost:{port}/");
                server.Start();
                break;
            }
            catch (HttpListenerException) when (port < 60_000)
            {
            }
        _ = Task.Run(Serve);
    }

    private string Target => Path.Combine(folder, "data.bin");

    private RemoteFile File => new("data.bin", Convert.ToHexString(SHA256.HashData(content)), address + "data.bin");

    public void Dispose()
    {
        server.Close();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Serve()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception)
            {
                return;
            }
            asked.Add($"{context.Request.Url!.AbsolutePath} {context.Request.Headers["Range"]}".Trim());
            try
            {
                (answer ?? Whole)(context);
                context.Response.Close();
            }
            catch (Exception)
            {
                context.Response.Abort();
            }
        }
    }

    private void Whole(HttpListenerContext context) => Send(context, content, ranges: true);

    private static void Send(HttpListenerContext context, byte[] bytes, bool ranges, int? cutAfter = null)
    {
        int start = 0;
        if (ranges && context.Request.Headers["Range"] is { } range)
        {
            start = int.Parse(range["bytes=".Length..^1]);
            if (start >= bytes.Length)
            {
                context.Response.StatusCode = 416;
                return;
            }
            context.Response.StatusCode = 206;
            context.Response.Headers["Content-Range"] = $"bytes {start}-{bytes.Length - 1}/{bytes.Length}";
        }
        context.Response.ContentLength64 = bytes.Length - start;
        context.Response.OutputStream.Write(bytes, start, (cutAfter ?? bytes.Length) - start);
        context.Response.OutputStream.Flush();
        if (cutAfter is not null)
            throw new IOException("The server was told to hang up.");
    }

    [Fact]
    public void A_file_is_fetched_checked_and_told_of()
    {
        var told = new List<DownloadProgress>();
        Download.Fetch(File, Path.Combine(folder, "new"), new Told(told));
        Assert.Equal(content, System.IO.File.ReadAllBytes(Path.Combine(folder, "new", "data.bin")));
        Assert.Equal(["data.bin"], Directory.GetFiles(Path.Combine(folder, "new")).Select(Path.GetFileName));
        Assert.Equal((0, content.Length), (told[0].Bytes, told[^1].Bytes));
        Assert.Equal(1, told[^1].Share);
        Assert.Equal(told.Select(static p => p.Bytes).Order(), told.Select(static p => p.Bytes));
        Download.Fetch(File, Path.Combine(folder, "new"));
        Assert.Single(asked); // What is there is not fetched again.
    }

    [Fact]
    public void A_stopped_download_goes_on_where_it_was()
    {
        System.IO.File.WriteAllBytes(Target + ".part", content[..100_000]);
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
        Assert.Equal(["/data.bin bytes=100000-"], asked);
    }

    [Fact]
    public void A_connection_that_breaks_is_taken_up_again()
    {
        int calls = 0;
        answer = context => Send(context, content, ranges: true, calls++ == 0 ? 150_000 : null);
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
        Assert.Equal(2, asked.Count);
        Assert.Matches("bytes=[0-9]+-", asked[1]);
    }

    [Fact]
    public void A_server_that_knows_no_ranges_gives_the_whole_file()
    {
        answer = context => Send(context, content, ranges: false);
        System.IO.File.WriteAllBytes(Target + ".part", new byte[1000]);
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
    }

    [Fact]
    public void What_an_earlier_attempt_left_of_another_file_is_thrown_away()
    {
        System.IO.File.WriteAllBytes(Target + ".part", new byte[1000]);
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
        Assert.Equal(["/data.bin bytes=1000-", "/data.bin"], asked);
    }

    [Fact]
    public void A_draft_that_is_whole_only_takes_its_place()
    {
        System.IO.File.WriteAllBytes(Target + ".part", content);
        System.IO.File.WriteAllBytes(Target, [1, 2, 3]); // An older file, which is not the one meant.
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
    }

    [Fact]
    public void Another_file_than_expected_is_refused_and_leaves_nothing()
    {
        var other = File with { Sha256 = new string('0', 64) };
        string message = Assert.Throws<DownloadException>(() => Download.Fetch(other, folder)).Message;
        Assert.Contains($"its SHA-256 is {File.Sha256}, and {other.Sha256} was expected", message);
        Assert.Contains("put it in", message);
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Single(asked);
    }

    [Fact]
    public void The_next_address_is_tried_where_one_fails()
    {
        answer = context =>
        {
            if (context.Request.Url!.AbsolutePath == "/missing")
                context.Response.StatusCode = 404;
            else
                Whole(context);
        };
        Download.Fetch(File with { Addresses = [address + "missing", address + "there"] }, folder);
        Assert.Equal(["/missing", "/there"], asked);
        System.IO.File.Delete(Target);
        string message = Assert.Throws<DownloadException>(() => Download.Fetch(File with { Addresses = [address + "missing"] }, folder)).Message;
        Assert.Contains("/missing: ", message);
        Assert.Contains("404", message);
    }

    [Fact]
    public void A_download_can_be_stopped_and_keeps_what_it_has()
    {
        using var stop = new CancellationTokenSource();
        answer = context =>
        {
            context.Response.ContentLength64 = content.Length;
            context.Response.OutputStream.Write(content, 0, 100_000);
            context.Response.OutputStream.Flush();
            stop.Token.WaitHandle.WaitOne(5000);
        };
        var told = new List<DownloadProgress>();
        var stopping = new Told(told, progress =>
        {
            if (progress.Bytes > 0)
                stop.Cancel();
        });
        Assert.ThrowsAny<OperationCanceledException>(() => Download.Fetch(File, folder, stopping, stop.Token));
        Assert.InRange(new FileInfo(Target + ".part").Length, 1, 100_000);
        answer = null;
        Download.Fetch(File, folder);
        Assert.Equal(content, System.IO.File.ReadAllBytes(Target));
    }

    [Fact]
    public void Two_do_not_fetch_one_file_at_once()
    {
        using var held = new FileStream(Target + ".part", FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("another process", Assert.Throws<IOException>(() => Download.Fetch(File, folder)).Message);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new RemoteFile("../x", File.Sha256, address));
        Assert.Throws<ArgumentException>(() => new RemoteFile("x", "123", address));
        Assert.Throws<ArgumentException>(() => new RemoteFile("x", File.Sha256));
    }

    [Fact]
    public void Cifar_is_fetched_and_unpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
            foreach (string name in (string[])["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}.bin")
                {
                    DataStream = new MemoryStream(new byte[3073 * 2]),
                });
        answer = context => Send(context, packed.ToArray(), ranges: true);
        var source = new RemoteFile("cifar.tar.gz", Convert.ToHexString(SHA256.HashData(packed.ToArray())), address + "cifar");
        for (int i = 0; i < 2; i++)
            Cifar10.Download(folder, source: source);
        Assert.Single(asked);
        Assert.Equal(10, Cifar10.Load(folder).Count);
        Assert.Equal([2, 3, 32, 32], Cifar10.Load(folder, train: false).Inputs.Shape);
        Assert.Equal(["cifar-10-batches-bin"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void What_is_there_is_not_fetched()
    {
        foreach (var file in Mnist.Sources.Concat(FashionMnist.Sources))
            System.IO.File.WriteAllBytes(Path.Combine(folder, file.Name[..^3]), []);
        System.IO.File.WriteAllBytes(Path.Combine(folder, KcHouse.Source.Name + ".gz"), []);
        Mnist.Download(folder);
        FashionMnist.Download(folder);
        KcHouse.Download(folder);
    }

    private sealed class Told(List<DownloadProgress> told, Action<DownloadProgress>? then = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            told.Add(value);
            then?.Invoke(value);
        }
    }
}
