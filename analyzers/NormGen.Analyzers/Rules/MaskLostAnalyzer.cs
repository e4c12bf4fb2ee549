using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1017: a norm without the mask between two region norms mixes the regions again.</summary>
public sealed class MaskLostAnalyzer() : ModelAnalyzer(Descriptor, LostMaskReader.Read, new([new("RegionNormB")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.MaskLost,
        "Mask lost between region norms",
        "'{0}' {1} '{2}': it normalizes hole and content together again",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "Region normalization keeps the statistics of hole and content apart. A norm over both in between shifts each by the other, which is what the region norms are there to avoid. Yu et al., Region Normalization for Image Inpainting, 2019, arXiv 1911.10375.");
}
