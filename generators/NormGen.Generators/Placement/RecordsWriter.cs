using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes what lets a block with <c>[RecordNorms]</c> be watched; nothing for any other.</summary>
internal static class RecordsWriter
{
    private const string Space = "global::NormGen.Inspection";

    /// <summary>What the class adds to its bases, for its declaration.</summary>
    public static string Bases(BlockModel? block) => block is { IsRecorded: true } ? $" : {Space}.IRecordsNorms" : "";

    /// <summary>The members.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        if (!block.IsRecorded) return;
        writer.Line($"private {Space}.NormProbe? {NameReader.ProbeField};");
        writer.Line();
        writer.Line($"{Space}.NormProbe? {Space}.IRecordsNorms.Probe {{ get => this.{NameReader.ProbeField}; set => this.{NameReader.ProbeField} = value; }}");
        writer.Line();
        writer.Line($"global::System.Collections.Generic.IReadOnlyList<global::System.Collections.Generic.KeyValuePair<string, object>> {Space}.IRecordsNorms.Sublayers");
        writer.Line($"    => [{string.Join(", ", block.Sublayers.Select(s => $"new({SymbolDisplay.FormatLiteral(s.Name, quote: true)}, this.{s.Member})"))}];");
    }

    /// <summary>The statement that notes the stream as it enters the block.</summary>
    public static void WriteInput(SourceWriter writer, BlockModel block)
    {
        if (block.IsRecorded) writer.Line($"this.{NameReader.ProbeField}?.RecordInput({block.Forward.Stream.Name});");
    }

    /// <summary>The statement that notes the stream behind a sublayer.</summary>
    public static void WriteStep(SourceWriter writer, BlockModel block, int sublayer, string stream)
    {
        if (block.IsRecorded) writer.Line($"this.{NameReader.ProbeField}?.Record({sublayer}, {stream});");
    }
}
