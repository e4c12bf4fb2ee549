using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>The text of a block's call of a joint.</summary>
/// <param name="block">The block.</param>
/// <param name="own">The sublayer before the joint; null before the first.</param>
/// <param name="next">The sublayer behind it; null behind the last.</param>
internal sealed class JointCall(BlockModel block, SublayerModel? own, SublayerModel? next)
{
    private const string Dropout = "global::NormGen.Kernels.BranchDropout";
    private const string Parts = "global::NormGen.Kernels.SublayerParts";
    private readonly ForwardNames names = new(block.Forward);

    /// <summary>The call; of a joint that drops elements, a choice between it and the one that drops none.</summary>
    /// <param name="joint">The joint.</param>
    /// <param name="stream">The residual stream.</param>
    /// <param name="branch">What the sublayer returned.</param>
    public string Text(Joint joint, string stream, string branch)
    {
        if (!joint.Drops) return Run(joint, stream, branch);
        var modules = own!.Ends?.Closing.Where(s => s.Kind == BranchStepKind.Dropout).Select(s => Module(own, s)).ToList() ?? [];
        if (own.Dropout is { } named) modules.Add("this." + named);
        var isActive = string.Join(" || ", modules.Select(m => $"{Dropout}.IsActive({m})"));
        return $"{isActive}\n    ? {Run(joint, stream, branch)}\n    : {Run(joint.WithoutDropout, stream, branch)}";
    }

    /// <summary>The call of a sublayer, without what joints compute for it.</summary>
    /// <param name="sublayer">The sublayer.</param>
    /// <param name="input">What it gets.</param>
    public static string Body(SublayerModel sublayer, string input)
    {
        if (sublayer.Ends is not { } ends)
            return $"this.{sublayer.Member}.{sublayer.Method}({input}{string.Concat(sublayer.Arguments.Select(a => ", " + (a.Name is null ? "" : a.Name + ": ") + a.Value))})";
        return ends.Items == 0 ? $"{Parts}.Product(this.{sublayer.Member}, {input})"
            : $"{Parts}.Run(this.{sublayer.Member}, {input}, {ends.First}, {ends.End}, {(ends.EndsInProduct ? "true" : "false")})";
    }

    private string Run(Joint joint, string stream, string branch)
    {
        if (joint.IsAddition) return $"{GeneratedNames.Stream}.Add({stream}, {branch}{(joint.HasFactor ? ", this.residualScale" : "")})";
        // Post-LN's one norm stands behind the addition, where the others have the next sublayer's.
        var (normOut, normIn) = joint.Kind == JointKind.Post ? (null, own!.NormOut) : (own?.NormOut, next?.NormIn);
        // The joint that drops nothing has fewer steps than the sublayer closes with.
        var closing = own?.Ends?.Closing.Where(s => joint.Drops || s.Kind != BranchStepKind.Dropout).ToList();
        var arguments = joint.Parameters.Select(p => p.Operand switch
        {
            JointOperand.Stream => stream,
            JointOperand.Branch => branch,
            JointOperand.Scale => "this.residualScale",
            JointOperand.Learned => names.Of(own!.Factor!),
            JointOperand.Offset => names.Of(own!.Offset!),
            JointOperand.NormOut => NormCall.Argument(block.Norm.Arguments[p.Index], "this." + normOut!.Field),
            JointOperand.NormIn => NormCall.Argument(block.Norm.Arguments[p.Index], "this." + normIn!.Field),
            JointOperand.Closing => Argument(own!, closing![p.Step], p.Index),
            JointOperand.Opening => Argument(next!, next!.Ends!.Opening[p.Step], p.Index),
            JointOperand.Gain => "this." + own!.Scale,
            JointOperand.Rate => $"{Dropout}.Rate(this.{own!.Dropout})",
            _ => $"{Dropout}.NextSeed()",
        });
        return $"global::{Joint.Namespace}.{joint.ClassName}.Run({string.Join(", ", arguments)})";
    }

    private static string Argument(SublayerModel sublayer, BranchStep step, int index) => step.Kind switch
    {
        BranchStepKind.Bias => Module(sublayer, step) + ".bias!",
        BranchStepKind.Dropout => $"{Dropout}.Rate({Module(sublayer, step)})",
        _ => NormCall.Argument(step.Arguments[index], Module(sublayer, step)),
    };

    private static string Module(SublayerModel sublayer, BranchStep step) => step.Item < 0 ? "this." + sublayer.Member
        : $"{Parts}.Item<{step.Type}>(this.{sublayer.Member}, {step.Item}, {sublayer.Ends!.Items}, {SymbolDisplay.FormatLiteral(sublayer.Name, quote: true)})";
}
