using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NormGen.Benchmarks.Quick;

/// <summary>All figures of a run, as they are written to a file.</summary>
/// <param name="Machine">Processor and system.</param>
/// <param name="Threads">Threads of both sides.</param>
/// <param name="Allocator">The allocator setting of both sides: <c>tuned</c> (freed pages are kept) or <c>system</c>.</param>
/// <param name="Pairs">The pairs.</param>
public sealed record QuickReport(string Machine, int Threads, string Allocator, IReadOnlyList<PairFigures> Pairs)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the file: beside it first, then moved, so that an old one is never half overwritten.</summary>
    /// <param name="file">Where to.</param>
    public void Write(string file)
    {
        var path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Options) + "\n");
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a file that <see cref="Write"/> wrote.</summary>
    /// <param name="file">Where from.</param>
    public static QuickReport Read(string file) => JsonSerializer.Deserialize<QuickReport>(File.ReadAllText(file), Options)!;
}
