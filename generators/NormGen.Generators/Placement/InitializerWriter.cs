using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Residuals;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes <c>InitializeNorms</c>: it makes the norms and the learned numbers, and initializes what the rule of residual branches asks for.</summary>
internal static class InitializerWriter
{
    private const string Positive = "global::System.ArgumentOutOfRangeException.ThrowIfNegativeOrZero";
    private const string Initialization = "global::NormGen.Modules.ResidualInitialization";

    /// <summary>The declaration without its body.</summary>
    public static string Signature(EquatableArray<InitializerArgument> arguments) => $"private void InitializeNorms({string.Join(", ", arguments.Select(argument => $"{argument.Type} {argument.Name}"))})";

    /// <summary>The method.</summary>
    public static void Write(SourceWriter writer, BlockModel block)
    {
        var fields = block.Norms.Select(norm => norm.Field).Concat(block.Learned.Select(number => number.Field)).ToList();
        writer.Line($"/// <summary>{Summary(block)} To be called in every constructor, {(block.Scale is { Initializes: true } ? "behind the sublayers and " : "")}before <c>RegisterComponents()</c>.</summary>");
        foreach (var argument in block.Initializer) writer.Line($"/// <param name=\"{argument.Name}\">{argument.Meaning}</param>");
        if (fields.Count > 0) writer.Line($"[global::System.Diagnostics.CodeAnalysis.MemberNotNull({string.Join(", ", fields.Select(field => $"nameof({field})"))})]");
        using (writer.Block(Signature(block.Initializer)))
        {
            foreach (var argument in block.Initializer.Where(argument => block.Schedule is null || argument.Name == InitializerSignature.Features)) writer.Line($"{Positive}({argument.Name});");
            if (block.Schedule is not null) writer.Line("global::NormGen.Kernels.BlockSchedule.CheckLayer(layer, depth);");
            foreach (var norm in block.Norms) writer.Line($"this.{norm.Field} = {NormCreation.Text(block.Norm, "features")};");
            if (block.HasNorms) writer.Line("this.streamFeatures = features;");
            if (block.Schedule is { } schedule) writer.Line($"this.IsPostLN = layer < {ScheduleText.PostLayers(schedule, "depth")};");
            if (block.Scale is { } scale) WriteScale(writer, block, scale);
        }
    }

    private static string Summary(BlockModel block) => (block.HasNorms, block.Learned.Any(), block.Scale is { Initializes: true }) switch
    {
        (true, false, false) => "Makes the norms.",
        (true, true, _) => "Makes the norms and the learned factors of residual branches.",
        (true, false, true) => "Makes the norms and initializes the weights of residual branches.",
        (false, true, true) => "Makes the learned numbers of residual branches and initializes their weights.",
        (false, true, false) => "Makes the learned factors of residual branches.",
        (false, false, true) => "Initializes the weights of residual branches.",
        _ => "Sets the factor of residual branches.",
    };

    private static void WriteScale(SourceWriter writer, BlockModel block, BranchScale scale)
    {
        var sublayers = block.Sublayers.Count;
        if (scale.HasFactor) writer.Line($"this.residualScale = {ScaleText.Factor(scale, sublayers)};");
        foreach (var number in block.Learned)
            writer.Line($"this.{number.Field} = new global::TorchSharp.Modules.Parameter(global::TorchSharp.torch.full({(number.IsPerFeature ? "features" : "1L")}, {ScaleText.Start(scale, number, sublayers)}));");
        foreach (var sublayer in block.Sublayers)
        {
            if (sublayer.Weights is { } weights) writer.Line($"{Initialization}.{Call(scale, $"this.{sublayer.Member}", weights, sublayers)};");
        }
    }

    private static string Call(BranchScale scale, string sublayer, BranchWeights weights, int sublayers)
    {
        var branches = ScaleText.Branches(scale, sublayers);
        return scale.Rule switch
        {
            BranchScaleRule.Fixup => $"Fixup({sublayer}, {branches}, {weights.Degree}, {Names(weights.Outputs)}, {Names(weights.Others)}{(scale.AsReleased ? ", asReleased: true" : "")})",
            BranchScaleRule.DeepNorm => $"DeepNorm({sublayer}, {ScaleText.Gain(scale)}, {Names(weights.Outputs.Concat(weights.Others))}, {Names(weights.Logits)})",
            _ => $"Gpt2({sublayer}, {branches}, {Names(weights.Outputs)}, {Names(weights.Others.Concat(weights.Logits))})",
        };
    }

    private static string Names(IEnumerable<string> names) => $"[{string.Join(", ", names.Select(name => SymbolDisplay.FormatLiteral(name, quote: true)))}]";
}
