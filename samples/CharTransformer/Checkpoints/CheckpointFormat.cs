using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CharTransformerSample.Options;

namespace CharTransformerSample.Checkpoints;

/// <summary>The bytes of a checkpoint: a mark, three sections (header as JSON, model, optimizer) with their lengths, and a SHA-256 over all of it.</summary>
internal static class CheckpointFormat
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static ReadOnlySpan<byte> Mark => "NGCHAR01"u8;

    public static byte[] Write(CheckpointHeader header, byte[] model, byte[] optimizer)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(Mark);
        foreach (var section in new[] { JsonSerializer.SerializeToUtf8Bytes(header, Json), model, optimizer })
        {
            writer.Write(section.LongLength);
            writer.Write(section);
        }

        writer.Write(SHA256.HashData(content.ToArray()));
        return content.ToArray();
    }

    public static (CheckpointHeader Header, byte[] Model, byte[] Optimizer) Read(byte[] bytes, string path)
    {
        if (bytes.Length < Mark.Length || !bytes.AsSpan(0, Mark.Length).SequenceEqual(Mark))
        {
            throw new UserError($"{path} is not a checkpoint of this sample.");
        }

        var length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < Mark.Length || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
        {
            throw new UserError($"{path} is truncated or damaged: its checksum does not fit its {bytes.Length} bytes.");
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, Mark.Length, length - Mark.Length));
        var header = JsonSerializer.Deserialize<CheckpointHeader>(Encoding.UTF8.GetString(Section()), Json);
        return (header!, Section(), Section());

        byte[] Section() => reader.ReadBytes(checked((int)reader.ReadInt64()));
    }
}
