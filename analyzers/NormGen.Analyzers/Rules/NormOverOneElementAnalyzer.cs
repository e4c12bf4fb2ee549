using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1016: one number less its own mean is zero.</summary>
public sealed class NormOverOneElementAnalyzer() : ModelAnalyzer(Descriptor, SingleElementReader.Read, new([new("LayerNorm(1", "LayerNorm([1", "LayerNorm(new", "layer_norm(", "InstanceNorm")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.NormOverOneElement,
        "Norm over one element",
        "'{0}' normalizes over {1}: a number less its own mean is zero, so the output is the constant offset and no gradient passes",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "LayerNorm over one feature and InstanceNorm over maps of one position return their offset whatever the input is.");
}
