using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1011: the norm behind a layer subtracts its bias again.</summary>
public sealed class DeadBiasAnalyzer() : ModelAnalyzer(Descriptor, DeadBiasReader.Read, new([new("BatchNorm", "InstanceNorm"), new("Conv", "Linear")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.DeadBias,
        "Bias that a norm cancels",
        "'{0}' is cancelled by '{1}': {2} subtracts the mean of each channel, and a constant with it; the bias costs memory and work and never trains",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "BatchNorm in training and InstanceNorm subtract the mean a channel, in which a bias is a constant. Its gradient is zero up to rounding. LayerNorm, GroupNorm and RMSNorm do not cancel it.");
}
