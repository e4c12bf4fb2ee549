using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes what a Pre-LN block runs in a converted model: <c>forward</c> once more for each form of its norms, with joints of that form, and once composed of modules for norms of which only some have gain and offset.</summary>
internal static class ConvertedForwardWriter
{
    private const string Form = "global::NormGen.Modules.LayerNormForm", Conversion = "global::NormGen.Conversion.ConvertedBlock";

    private static readonly string[] Forms = ["RootMeanSquare", "Compressed", "Shifted"];

    /// <summary>The choice at the beginning of <c>forward</c>.</summary>
    public static void WriteChoice(SourceWriter writer, BlockModel block)
    {
        var (arguments, norms) = (string.Join(", ", block.Forward.Parameters.Select(parameter => parameter.Name)), string.Join(", ", block.Norms.Select(norm => "this." + norm.Field)));
        if (!block.IsFused)
        {
            // Modules are called, whatever their form; what else a converted stream needs is another forward.
            if (!block.Sublayers.Any(BlockModel.IsRecentred)) return;
            writer.Line($"if (this.{block.Norms.First().Field}.Form == {Form}.RootMeanSquare) return this.ForwardConverted({arguments});");
            writer.Line();
            return;
        }

        using (writer.Block($"switch ({Conversion}.FormOf({norms}))"))
        {
            foreach (var form in Forms.Take(2)) writer.Line($"case {Form}.{form}: return this.Forward{form}({arguments});");
            writer.Line($"case null: return {Conversion}.AreShifted({norms}) ? this.ForwardShifted({arguments}) : this.ForwardConverted({arguments});");
        }

        writer.Line();
    }

    /// <summary>The methods.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        if (block.IsFused)
        {
            foreach (var (converted, form) in block.ConvertedForms.Zip(Forms, (converted, form) => (converted, form))) WriteMethod(writer, converted with { Norm = converted.Norm with { Name = converted.Norm.Formula!.Method } }, form);
        }
        else if (!block.Sublayers.Any(BlockModel.IsRecentred))
        {
            return;
        }

        WriteMethod(writer, block with { Fuse = false, Recentres = true }, "Converted");
    }

    private static void WriteMethod(SourceWriter writer, BlockModel block, string form)
    {
        writer.Line();
        using (writer.Block($"private {block.Forward.ReturnType} Forward{form}({string.Join(", ", block.Forward.Parameters.Select(parameter => $"{parameter.Type} {parameter.Name}"))})")) ForwardWriter.WriteSteps(writer, block);
    }
}
