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
        => $"{forward.Modifiers} {forward.ReturnType} forward({string.Join(", ", forward.Parameters.Select(p => $"{p.Type} {p.Name}"))})";

    /// <summary>The method.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        using (writer.Block(Signature(block.Forward)))
        {
            if (block.HasNorms) writer.Line($"{GeneratedNames.Stream}.Check({block.Forward.Stream.Name}, this.streamFeatures, {SymbolDisplay.FormatLiteral(block.Name, quote: true)});");
            else writer.Line($"global::System.ArgumentNullException.ThrowIfNull({block.Forward.Stream.Name});");
            var names = new ForwardNames(block.Forward);
            foreach (var number in block.Learned.Where(n => !n.IsPerFeature)) writer.Line($"using var {names.Of(number)} = {GeneratedNames.Stream}.Number(this.{number.Field});");
            var body = new ForwardBody(writer, block);
            for (var i = 0; i < block.Sublayers.Count; i++)
            {
                writer.Line();
                writer.Line($"// {block.Sublayers[i].Name}: {BlockHeader.Formula(block, block.Sublayers[i])}");
                body.WriteStep(i);
            }

            body.WriteReturn();
        }
    }
}
