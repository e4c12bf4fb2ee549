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
    private readonly Joint? first;

    /// <summary>The residual stream, and what the next sublayer reads where a joint has made it already.</summary>
    private string stream;
    private string? normalized;

    public ForwardBody(SourceWriter writer, BlockModel block)
    {
        this.writer = writer;
        this.block = block;
        names = new(block.Forward);
        joints = block.IsFused ? JointPlan.Of(block) : block.Sublayers.Select(_ => (Joint?)null).ToList();
        first = block.IsFused ? JointPlan.First(block) : null;
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
            if (normalized is null) writer.Line($"var {input} = {(i == 0 && first is not null ? new JointCall(block, null, sublayer).Text(first, stream, "") : NormOf(normIn, stream))};");
        }
        else if (normalized is not null)
        {
            input = normalized;
        }

        var branch = names.Of("f" + number);
        writer.Line($"var {branch} = {JointCall.Body(block.IsFused ? sublayer : sublayer with { Ends = null }, input)};");
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
            var call = new JointCall(block, sublayer, i + 1 < block.Sublayers.Count ? block.Sublayers[i + 1] : null).Text(joint, stream, branch);
            if (!joint.ReturnsBoth)
            {
                writer.Line($"var {next} = {call};");
            }
            else
            {
                normalized = names.Of((block.Kind == PlacementKind.PostLN ? "m" : "n") + (i + 2).ToString(CultureInfo.InvariantCulture));
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
        RecordsWriter.WriteStep(writer, block, i, stream);
    }

    /// <summary>The same without a kernel: one operation after the other.</summary>
    private void WriteComposed(SublayerModel sublayer, string number, string branch, string next)
    {
        if (block.Kind == PlacementKind.PostLN)
        {
            branch = WriteOperands(sublayer, number, branch);
            var sum = names.Of("sum" + number);
            writer.Line($"var {sum} = {Sum(sublayer, branch)};");
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

        branch = WriteOperands(sublayer, number, branch);
        writer.Line($"var {next} = {Sum(sublayer, branch)};");
        Release(branch, Kept());
    }

    /// <summary>Stream and branch added, either with its factor.</summary>
    private string Sum(SublayerModel sublayer, string branch) => GeneratedNames.Stream + block.Scale switch
    {
        { ScalesStream: true } => $".Add({branch}, {stream}, this.residualScale)",
        { HasFactor: true } => $".Add({stream}, {branch}, this.residualScale)",
        { IsLearned: true } => $".Add({string.Join(", ", new[] { stream, branch, names.Of(sublayer.Factor!), sublayer.Offset is { } offset ? names.Of(offset) : null }.Where(part => part is not null))})",
        _ => $".Add({stream}, {branch})",
    };

    /// <summary>The factor of each feature and the dropout of a branch, and in a converted block its mean.</summary>
    private string WriteOperands(SublayerModel sublayer, string number, string branch)
    {
        if (sublayer.Scale is { } scale) branch = Write("g", $"{branch}.mul(this.{scale})");
        if (sublayer.Dropout is { } dropout) branch = Write("d", $"this.{dropout}.call({branch})");
        return block.Recentres && BlockModel.IsRecentred(sublayer) ? Write("c", $"{GeneratedNames.Stream}.Centred({branch})") : branch;

        string Write(string name, string value)
        {
            var made = names.Of(name + number);
            writer.Line($"var {made} = {value};");
            Release(branch, $"{made}, {Kept()}");
            return made;
        }
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
