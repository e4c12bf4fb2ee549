using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Stacks;
using NormGen.Generators.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Stacks;

/// <summary>Writes <c>forward</c> of a stack: one loop, or two without a choice between placements inside. Each stream is released as soon as the next is there.</summary>
internal sealed class StackForwardWriter
{
    private readonly SourceWriter writer;
    private readonly StackModel stack;
    private readonly string stream;
    private readonly string next;
    private readonly string result;
    private readonly string index;

    private StackForwardWriter(SourceWriter writer, StackModel stack)
    {
        this.writer = writer;
        this.stack = stack;
        var names = new ForwardNames(stack.Forward);
        (stream, next, result, index) = (names.Of("h"), names.Of("next"), names.Of("y"), names.Of("i"));
    }

    /// <summary>The method.</summary>
    public static void Write(SourceWriter writer, StackModel stack)
    {
        using (writer.Block(ForwardWriter.Signature(stack.Forward))) new StackForwardWriter(writer, stack).WriteBody();
    }

    private void WriteBody()
    {
        var input = stack.Forward.Stream.Name;
        var name = SymbolDisplay.FormatLiteral(stack.Name, quote: true);
        writer.Line($"{GeneratedNames.Stream}.Check({input}, this.streamFeatures, {name});");
        writer.Line($"global::NormGen.Kernels.BlockSchedule.CheckDepth(this.{stack.List}, this.{StackReader.DepthField}, {name});");
        writer.Line($"var {stream} = {(stack.EmbedNorm is { } embed ? $"this.{embed.Field}.call({input})" : input)};");
        // Constants where the depth is stated, so that the compiler knows how often each loop runs.
        var depth = stack.Depth is { } blocks ? Number(blocks) : "this." + StackReader.DepthField;
        if (stack is { Schedule: { } schedule, CallsForms: true })
        {
            var post = stack.Depth is { } stated ? Number(schedule.Of(stated)) : "this." + StackReader.PostLayersField;
            WriteLoop("Post-LN", "0", post, "ForwardPost");
            WriteLoop("Pre-LN", post, depth, "ForwardPre");
        }
        else
        {
            WriteLoop(null, "0", depth, stack.Method);
        }

        if (stack.FinalNorm is { } final)
        {
            writer.Line();
            writer.Line($"var {result} = this.{final.Field}.call({stream});");
            writer.Line($"{GeneratedNames.Stream}.Release({stream}, {Kept(result)});");
        }

        writer.Line($"return {(stack.FinalNorm is null ? stream : result)};");
    }

    private void WriteLoop(string? comment, string from, string to, string method)
    {
        writer.Line();
        if (comment is not null) writer.Line($"// {comment}");
        using (writer.Block($"for (var {index} = {from}; {index} < {to}; {index}++)"))
        {
            var arguments = string.Concat(stack.Arguments.Select(a => ", " + (a.Name is null ? "" : a.Name + ": ") + a.Value));
            writer.Line($"var {next} = this.{stack.List}[{index}].{method}({stream}{arguments});");
            writer.Line($"{GeneratedNames.Stream}.Release({stream}, {Kept(next)});");
            writer.Line($"{stream} = {next};");
        }
    }

    private string Kept(string made) => string.Join(", ", stack.Forward.Parameters.Where(p => p.IsTensor).Select(p => p.Name).Prepend(made));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
