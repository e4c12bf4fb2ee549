using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>
/// Writes <c>forward</c>. Locals are numbered by sublayer: x the stream, n what a norm makes of it, f what the sublayer makes of that. Each is released as soon as the last
/// step that reads it is done; sublayers keep what they make, since only the block's own values are touched.
/// </summary>
internal static class ForwardWriter
{
    /// <summary>The declaration without its body.</summary>
    public static string Signature(ForwardModel forward)
        => $"{forward.Modifiers} {forward.ReturnType} forward({Parameters(forward)})";

    /// <summary>The method; for a schedule a choice between two, each of one placement.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="block">The block.</param>
    /// <param name="converts">Whether its norms may have another form.</param>
    public static void Write(SourceWriter writer, BlockModel block, bool converts)
    {
        if (block.Schedule is null)
        {
            using (writer.Block(Signature(block.Forward))) WriteBody(writer, block, converts);
            return;
        }

        var arguments = string.Join(", ", block.Forward.Parameters.Select(p => p.Name));
        writer.Line(Signature(block.Forward));
        writer.Line($"    => this.IsPostLN ? this.ForwardPost({arguments}) : this.ForwardPre({arguments});");
        foreach (var form in block.Forms)
        {
            var isPost = form.Kind == PlacementKind.PostLN;
            writer.Line();
            writer.Line($"/// <summary><c>forward</c> as {(isPost ? "Post" : "Pre")}-LN. A stack calls it in the place of a call of the block.</summary>");
            using (writer.Block($"internal {form.Forward.ReturnType} Forward{(isPost ? "Post" : "Pre")}({Parameters(form.Forward)})")) WriteBody(writer, form, converts: false);
        }
    }

    private static void WriteBody(SourceWriter writer, BlockModel block, bool converts)
    {
        // A converted stream may be one feature narrower than the one the block was made for.
        var features = converts ? $"this.{block.Norms.First().Field}.normalized_shape[^1]" : "this.streamFeatures";
        if (!block.HasNorms) writer.Line($"global::System.ArgumentNullException.ThrowIfNull({block.Forward.Stream.Name});");
        else writer.Line($"{GeneratedNames.Stream}.Check({block.Forward.Stream.Name}, {features}, {SymbolDisplay.FormatLiteral(block.Name, quote: true)});");
        if (converts) ConvertedForwardWriter.WriteChoice(writer, block);
        WriteSteps(writer, block);
    }

    /// <summary>The steps, one a sublayer.</summary>
    public static void WriteSteps(SourceWriter writer, BlockModel block)
    {
        var names = new ForwardNames(block.Forward);
        foreach (var number in block.Learned.Where(n => !n.IsPerFeature)) writer.Line($"using var {names.Of(number)} = {GeneratedNames.Stream}.Number(this.{number.Field});");
        RecordsWriter.WriteInput(writer, block);
        var body = new ForwardBody(writer, block);
        for (var i = 0; i < block.Sublayers.Count; i++)
        {
            writer.Line();
            writer.Line($"// {block.Sublayers[i].Name}: {BlockHeader.Formula(block, block.Sublayers[i])}");
            body.WriteStep(i);
        }

        body.WriteReturn();
    }

    private static string Parameters(ForwardModel forward) => string.Join(", ", forward.Parameters.Select(p => $"{p.Type} {p.Name}"));
}
