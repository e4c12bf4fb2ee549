using System.Text.Json;

namespace NormGen.Tests.Golden;

/// <summary>All cases of the golden folder: the one named by <c>NORMGEN_GOLDEN</c>, or the copy beside the tests.</summary>
public static class GoldenData
{
    private static readonly Lazy<IReadOnlyList<GoldenCase>> Cases = new(Read);

    public static string Folder => Environment.GetEnvironmentVariable("NORMGEN_GOLDEN") is { Length: > 0 } folder ? folder : Path.Combine(AppContext.BaseDirectory, "golden");

    public static IReadOnlyList<GoldenCase> All => Cases.Value;

    /// <summary>A case by file and place. Not by name alone: names need not be unique.</summary>
    public static GoldenCase Find(string file, int index) => All.Where(item => item.File == file).ElementAt(index);

    private static IReadOnlyList<GoldenCase> Read()
    {
        var files = Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new FileNotFoundException($"No golden data in {Folder}.");
        return [.. files.SelectMany(ReadFile)];
    }

    private static IEnumerable<GoldenCase> ReadFile(string path)
    {
        var json = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        var system = json.GetProperty("system").GetString()!.Split(" (")[0];
        return json.GetProperty("cases").EnumerateArray().Select(item => new GoldenCase(Path.GetFileName(path), system, item));
    }
}
