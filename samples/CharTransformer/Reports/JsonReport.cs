using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CharTransformerSample.Checkpoints;

namespace CharTransformerSample.Reports;

/// <summary>The figures as JSON: one object, and in its <c>compare</c> the same keys for the stock side.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Converters = { new NumberOrNull() },
    };

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="figures">NormGen's side.</param>
    /// <param name="stock">The stock side, or null without a comparison.</param>
    public static void Write(string path, RunFigures figures, RunFigures? stock)
        => AtomicFile.Write(path, stream =>
        {
            var report = JsonSerializer.SerializeToNode(figures, Format)!.AsObject();
            report["compare"] = JsonSerializer.SerializeToNode(stock, Format);
            using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            report.WriteTo(writer, Format);
        });

    /// <summary>Reads NormGen's figures back, as the parent of a child process does.</summary>
    public static RunFigures Read(string path)
        => JsonNode.Parse(File.ReadAllText(path)).Deserialize<RunFigures>(Format)!;

    /// <summary>JSON has no word for "not a number": a figure that was not measured is null.</summary>
    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
