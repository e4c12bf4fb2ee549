using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CharTransformerSample.Errors;

namespace CharTransformerSample.Checkpoints;

/// <summary>The bytes of a checkpoint: a mark, sections with their lengths (the header as JSON, then model and optimizer of each side), and a SHA-256 over all of it.</summary>
internal static class CheckpointFormat
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter() } };

    private static ReadOnlySpan<byte> Mark => "NGCHAR02"u8;

    public static byte[] Write(CheckpointHeader header, IEnumerable<SavedSide> sides)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(Mark);
        foreach (var section in sides.SelectMany(side => new[] { side.Model, side.Optimizer }).Prepend(JsonSerializer.SerializeToUtf8Bytes(header, Json)))
        {
            writer.Write(section.LongLength);
            writer.Write(section);
        }

        writer.Write(SHA256.HashData(content.ToArray()));
        return content.ToArray();
    }

    public static (CheckpointHeader Header, IReadOnlyList<SavedSide> Sides) Read(byte[] bytes, string path)
    {
        if (bytes.Length < Mark.Length || !bytes.AsSpan(0, Mark.Length).SequenceEqual(Mark))
        {
            throw new UserError($"{path} is not a checkpoint of this version of the sample.");
        }

        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < Mark.Length || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw new UserError($"{path} is truncated or damaged: its checksum does not fit its {bytes.Length} bytes.");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Mark.Length, length - Mark.Length));
        var header = JsonSerializer.Deserialize<CheckpointHeader>(Section(), Json)!;
        return (header, [.. header.Sides.Select(_ => new SavedSide(Section(), Section()))]);

        byte[] Section() => reader.ReadBytes(checked((int)reader.ReadInt64()));
    }
}
