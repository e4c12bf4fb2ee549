using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the fields of the norms and of learned numbers, with the properties that show them.</summary>
internal static class NormMembersWriter
{
    /// <summary>The members.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        // TorchSharp registers fields, by the name that ComponentName gives; a property's own field would be registered under <Name>k__BackingField.
        foreach (var norm in block.Norms)
        {
            writer.Line($"[global::TorchSharp.Utils.ComponentName(Name = {SymbolDisplay.FormatLiteral(norm.ComponentName, quote: true)})]");
            writer.Line($"private {block.Norm.Type} {norm.Field};");
            writer.Line();
        }

        foreach (var number in block.Learned)
        {
            writer.Line($"[global::TorchSharp.Utils.ComponentName(Name = {SymbolDisplay.FormatLiteral(number.ComponentName, quote: true)})]");
            writer.Line($"private global::TorchSharp.Modules.Parameter {number.Field};");
            writer.Line();
        }

        if (block.HasNorms) writer.Line("private long streamFeatures;");
        if (block.Scale is { HasFactor: true }) writer.Line("private double residualScale;");
        RecordsWriter.Write(writer, block);
        foreach (var number in block.Learned)
        {
            writer.Gap();
            writer.Line($"/// <summary>{char.ToUpperInvariant(number.Meaning[0])}{number.Meaning.Substring(1)}, <c>[{(number.IsPerFeature ? "features" : "1")}]</c>.</summary>");
            writer.Line($"public global::TorchSharp.Modules.Parameter {number.Property} => this.{number.Field};");
        }

        if (block.Schedule is { } schedule)
        {
            writer.Gap();
            writer.Line($"/// <summary>Whether this block is one of the first {BlockHeader.Count(schedule)} of its stack, which are Post-LN; the rest are Pre-LN.</summary>");
            writer.Line("public bool IsPostLN { get; private set; }");
        }

        foreach (var sublayer in block.Sublayers)
        {
            if (sublayer.NormIn is { } normIn) Property(writer, block, normIn, block.Schedule is null ? $"The norm before <c>{sublayer.Name}</c>." : $"The norm before <c>{sublayer.Name}</c> or, in Post-LN, of the stream behind it.");
            if (sublayer.NormOut is { } normOut)
            {
                var what = block.Kind == PlacementKind.PostLN ? $"The norm of the stream behind <c>{sublayer.Name}</c>." : $"The norm on the output of <c>{sublayer.Name}</c>.";
                Property(writer, block, normOut, what);
            }
        }
    }

    private static void Property(SourceWriter writer, BlockModel block, NormMember norm, string summary)
    {
        writer.Gap();
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line($"{block.Norm.Accessibility} {block.Norm.Type} {norm.Property} => this.{norm.Field};");
    }
}
