using System.Buffers.Binary;
using System.Text.Json;

namespace AutoGrad.Interop;

/// <summary>What a safetensors file says about one of its tensors.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StoredAs">How its elements are stored.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Offset">Where its elements begin in the file.</param>
/// <param name="Bytes">How many bytes they take.</param>
public sealed record SafetensorsEntry(string Name, StoredDType StoredAs, Shape Shape, long Offset, long Bytes)
{
    /// <summary>The dtype of the tensor that is read.</summary>
    public DType DType => StoredAs.DType;
}

/// <summary>
/// The header: its length in 8 bytes, little endian, then JSON, an object with an entry
/// <c>"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}</c> for each tensor, offsets counted from the header's end, and optionally
/// <c>"__metadata__"</c>, an object of strings. The elements follow without gaps (https://github.com/huggingface/safetensors).
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The most bytes of JSON that are read, as in the reference implementation.</summary>
    public const long MaxLength = 100_000_000;

    public const string MetadataName = "__metadata__";

    private readonly Failure fail;
    private readonly long end;

    private SafetensorsHeader(Stream file, Failure fail)
    {
        this.fail = fail;
        end = file.Length;
        Span<byte> start = stackalloc byte[8];
        int got = file.ReadAt(0, start);
        if (got < 8)
            throw fail($"a safetensors file begins with 8 bytes, the length of its header; this one ends after {got}.");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (length > (ulong)(end - 8) || length > MaxLength)
            throw fail(start is [(byte)'P', (byte)'K', 3, 4, ..] or [0x80, 2, ..]
                ? "this is a zip file or a pickle, perhaps made by torch.save; pickles run code as they are loaded and are not read. Save the " +
                    "state in PyTorch with safetensors.torch.save_file(model.state_dict(), path)."
                : length > MaxLength
                ? $"the first 8 bytes declare a header of {length} bytes; at most {MaxLength} are read."
                : $"the first 8 bytes declare a header of {length} bytes; the file has {end - 8} after them.");
        DataStart = 8 + (long)length;
        var json = new byte[length];
        if (file.ReadAt(8, json) < json.Length)
            throw fail("the file became shorter while it was read.");
        try
        {
            Parse(json);
        }
        catch (Exception reason) when (reason is JsonException or InvalidOperationException)
        {
            throw fail($"the header is not the JSON it should be: {reason.Message}", reason);
        }
        RequireNoGaps();
    }

    /// <summary>Where the elements begin.</summary>
    public long DataStart { get; }

    public OrderedDictionary<string, SafetensorsEntry> Entries { get; } = [];

    public OrderedDictionary<string, string> Metadata { get; } = [];

    public static SafetensorsHeader Read(Stream file, Failure fail) => new(file, fail);

    public static string NameOf(StoredDType stored) => stored switch
    {
        StoredDType.Bool => "BOOL",
        StoredDType.Byte => "U8",
        StoredDType.SByte => "I8",
        StoredDType.Int16 => "I16",
        StoredDType.UInt16 => "U16",
        StoredDType.Int32 => "I32",
        StoredDType.UInt32 => "U32",
        StoredDType.Int64 => "I64",
        StoredDType.UInt64 => "U64",
        StoredDType.Float16 => "F16",
        StoredDType.BFloat16 => "BF16",
        StoredDType.Float32 => "F32",
        _ => "F64",
    };

    private static StoredDType? Named(string name)
    {
        foreach (var stored in Enum.GetValues<StoredDType>())
            if (NameOf(stored) == name)
                return stored;
        return null;
    }

    private void Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new() { MaxDepth = 4 });
        reader.Read();
        Require(reader, JsonTokenType.StartObject, "the header");
        bool described = false;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            long at = 8 + reader.TokenStartIndex;
            reader.Read();
            if (name == MetadataName)
            {
                if (described)
                    throw fail($"{MetadataName} stands in the header twice, again at byte {at}.");
                described = true;
                ParseMetadata(ref reader);
                continue;
            }
            var entry = ParseEntry(ref reader, name);
            if (!Entries.TryAdd(name, entry))
                throw fail($"{name} stands in the header twice, again at byte {at}.");
        }
        reader.Read(); // What follows the object must be white space.
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Require(reader, JsonTokenType.StartObject, MetadataName);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            Require(reader, JsonTokenType.String, $"the value of {key} in {MetadataName}");
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw fail($"{key} stands in {MetadataName} twice.");
        }
    }

    private SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        Require(reader, JsonTokenType.StartObject, name);
        StoredDType? stored = null;
        long[]? sizes = null, offsets = null;
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (key switch { "dtype" => stored is not null, "shape" => sizes is not null, "data_offsets" => offsets is not null, _ => false })
                throw fail($"{name} has two values of {key}.");
            switch (key)
            {
                case "dtype":
                    Require(reader, JsonTokenType.String, $"the dtype of {name}");
                    string type = reader.GetString()!;
                    stored = Named(type) ?? throw fail($"{name} is stored as {type}, which is not read; known are " +
                        $"{string.Join(", ", Enum.GetValues<StoredDType>().Select(NameOf))}.");
                    break;
                case "shape":
                    sizes = Numbers(ref reader, $"the shape of {name}", Shape.MaxRank);
                    break;
                case "data_offsets":
                    offsets = Numbers(ref reader, $"the data_offsets of {name}", 2);
                    break;
                default:
                    throw fail($"{name} has a value of {key}; an entry has dtype, shape and data_offsets.");
            }
        }
        if (stored is not { } known || sizes is null || offsets is not [var from, var to])
            throw fail($"{name} lacks {(stored is null ? "its dtype" : sizes is null ? "its shape" : "its two data_offsets")}.");
        if (from > to || to > end - DataStart)
            throw fail($"the data_offsets of {name} are {from} and {to}; they must ascend and lie within the {end - DataStart} bytes of elements.");
        var shape = Sizes.Of(sizes, name, fail);
        long bytes = (long)shape.ElementCount * known.Size;
        if (bytes != to - from)
            throw fail($"{name} is {NameOf(known)} {shape}, which takes {bytes} bytes, and its data_offsets {from} and {to} enclose {to - from}.");
        return new(name, known, shape, DataStart + from, bytes);
    }

    private long[] Numbers(ref Utf8JsonReader reader, string what, int most)
    {
        Require(reader, JsonTokenType.StartArray, what);
        var numbers = new List<long>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw fail($"{what} hold something else than whole numbers from 0 on at byte {8 + reader.TokenStartIndex}.");
            if (numbers.Count == most)
                throw fail($"{what} are more than {most} numbers.");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>Refuses tensors that share bytes, and bytes that belong to none.</summary>
    private void RequireNoGaps()
    {
        long at = DataStart;
        foreach (var entry in Entries.Values.OrderBy(static entry => entry.Offset).ThenBy(static entry => entry.Bytes))
        {
            if (entry.Offset != at)
                throw fail($"the elements of {entry.Name} begin at byte {entry.Offset}, where {at} was expected: tensors must follow one " +
                    "another without gaps and share nothing.");
            at += entry.Bytes;
        }
        if (at != end)
            throw fail($"the last tensor ends at byte {at} and the file at {end}.");
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType;
    }

    private void Require(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
            throw fail($"{what} should be a JSON {Word(type)} and is a {Word(reader.TokenType)}, at byte {8 + reader.TokenStartIndex}.");
    }

    private static string Word(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        _ => type.ToString().ToLowerInvariant(),
    };
}
