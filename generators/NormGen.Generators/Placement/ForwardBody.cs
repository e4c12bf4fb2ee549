using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the steps of <c>forward</c>, one a sublayer.</summary>
internal sealed class ForwardBody
{
    private readonly SourceWriter writer;
    private readonly BlockModel block;
    private readonly ForwardNames names;
    private readonly IReadOnlyList<Joint?> joints;

    /// <summary>The residual stream, and what the next sublayer reads where a joint has made it already.</summary>
    private string stream;
    private string? normalized;

    public ForwardBody(SourceWriter writer, BlockModel block)
    {
        this.writer = writer;
        this.block = block;
        names = new(block.Forward);
        joints = block.IsFused ? JointPlan.Of(block) : block.Sublayers.Select(_ => (Joint?)null).ToList();
        stream = block.Forward.Stream.Name;
    }

    /// <summary>A sublayer with the norms and the addition around it.</summary>
    /// <param name="i">Which.</param>
    public void WriteStep(int i)
    {
        var sublayer = block.Sublayers[i];
        var number = block.Sublayers.Count == 1 ? "" : (i + 1).ToString(CultureInfo.InvariantCulture);
        var input = stream;
        if (sublayer.NormIn is { } normIn)
        {
            input = normalized ?? names.Of("n" + number);
            if (normalized is null) writer.Line($"var {input} = {NormOf(normIn, stream)};");
        }

        var branch = names.Of("f" + number);
        var arguments = string.Concat(sublayer.Arguments.Select(a => ", " + (a.Name is null ? "" : a.Name + ": ") + a.Value));
        writer.Line($"var {branch} = this.{sublayer.Member}.{sublayer.Method}({input}{arguments});");
        writer.Line($"{GeneratedNames.Stream}.CheckBranch({branch}, {stream}, {SymbolDisplay.FormatLiteral(sublayer.Name, quote: true)});");
        if (input != stream) Release(input, block.IsFused ? branch : $"{branch}, {Kept()}");
        WriteJoint(i, number, branch);
    }

    /// <summary>The end.</summary>
    public void WriteReturn() => writer.Line($"return {stream};");

    private void WriteJoint(int i, string number, string branch)
    {
        var sublayer = block.Sublayers[i];
        var next = names.Of((block.Kind == PlacementKind.PostLN ? "n" : "x") + (number == "" ? "1" : number));
        normalized = null;
        if (joints[i] is { } joint)
        {
            var following = joint.HasNormIn && joint.ReturnsStream ? block.Sublayers[i + 1] : null;
            var call = JointCall.Text(joint, block.Norm, stream, branch, sublayer.NormOut, following?.NormIn);
            if (following is null)
            {
                writer.Line($"var {next} = {call};");
            }
            else
            {
                normalized = names.Of("n" + (i + 2).ToString(CultureInfo.InvariantCulture));
                writer.Line($"var ({next}, {normalized}) = {call};");
            }

            Release(branch, Inputs());
        }
        else
        {
            WriteComposed(sublayer, number, branch, next);
        }

        if (stream != block.Forward.Stream.Name) Release(stream, next);
        stream = next;
    }

    /// <summary>The same without a kernel: one operation after the other.</summary>
    private void WriteComposed(SublayerModel sublayer, string number, string branch, string next)
    {
        var scale = block.Scale is null ? "" : ", this.residualScale";
        if (block.Kind == PlacementKind.PostLN)
        {
            var sum = names.Of("sum" + number);
            writer.Line($"var {sum} = {GeneratedNames.Stream}.Add({stream}, {branch}{scale});");
            Release(branch, Inputs());
            writer.Line($"var {next} = {NormOf(sublayer.NormOut!, sum)};");
            Release(sum, next);
            return;
        }

        if (sublayer.NormOut is { } normOut)
        {
            var output = names.Of("o" + number);
            writer.Line($"var {output} = {NormOf(normOut, branch)};");
            Release(branch, $"{output}, {Kept()}");
            branch = output;
        }

        writer.Line($"var {next} = {GeneratedNames.Stream}.Add({stream}, {branch}{scale});");
        Release(branch, Kept());
    }

    /// <summary>The norm's fused method in a fused block; else the module itself, so that its hooks fire.</summary>
    private string NormOf(NormMember norm, string value)
        => block.IsFused ? NormCall.Text(block.Norm, norm, value) : $"this.{norm.Field}.call({value})";

    private void Release(string value, string kept) => writer.Line($"{GeneratedNames.Stream}.Release({value}, {kept});");

    /// <summary>What a module called as a norm may have handed on: the stream, and what belongs to the caller.</summary>
    private string Kept() => stream == block.Forward.Stream.Name ? Inputs() : $"{stream}, {Inputs()}";

    /// <summary>What belongs to the caller.</summary>
    private string Inputs() => string.Join(", ", block.Forward.Parameters.Where(p => p.IsTensor).Select(p => p.Name));
}
