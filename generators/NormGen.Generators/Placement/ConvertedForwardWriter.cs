using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes what a Pre-LN block runs in a converted model: <c>forward</c> once more for each form of its norms, with joints of that form, and once composed of modules for norms that kept their gains.</summary>
internal static class ConvertedForwardWriter
{
    private const string Form = "global::NormGen.Modules.LayerNormForm";

    private static readonly string[] Forms = ["RootMeanSquare", "Compressed"];

    /// <summary>The choice at the beginning of <c>forward</c>.</summary>
    public static void WriteChoice(SourceWriter writer, BlockModel block)
    {
        if (!block.IsFused) return; // modules are called, whatever their form
        var arguments = string.Join(", ", block.Forward.Parameters.Select(parameter => parameter.Name));
        using (writer.Block($"switch (global::NormGen.Conversion.ConvertedBlock.FormOf({string.Join(", ", block.Norms.Select(norm => "this." + norm.Field))}))"))
        {
            foreach (var form in Forms) writer.Line($"case {Form}.{form}: return this.Forward{form}({arguments});");
            writer.Line($"case null: return this.ForwardConverted({arguments});");
        }

        writer.Line();
    }

    /// <summary>The methods.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        if (!block.IsFused) return;
        foreach (var (norm, form) in block.Converted.Zip(Forms, (norm, form) => (norm, form))) WriteMethod(writer, block with { Norm = norm with { Name = norm.Formula!.Method } }, form);
        WriteMethod(writer, block with { Fuse = false }, "Converted");
    }

    private static void WriteMethod(SourceWriter writer, BlockModel block, string form)
    {
        writer.Line();
        using (writer.Block($"private {block.Forward.ReturnType} Forward{form}({string.Join(", ", block.Forward.Parameters.Select(parameter => $"{parameter.Type} {parameter.Name}"))})")) ForwardWriter.WriteSteps(writer, block);
    }
}
