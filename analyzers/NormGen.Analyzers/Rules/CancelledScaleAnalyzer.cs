using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1019: a norm takes away what a branch is multiplied by. (NG0023 says it of annotated blocks.)</summary>
public sealed class CancelledScaleAnalyzer() : ModelAnalyzer(Descriptor, CancelledScaleReader.Read, new([new("Norm", "norm"), CompilationWords.Additions, new("*", "/", "mul", "div")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.CancelledScale,
        "Factor that a norm takes away",
        "'{0}' scales what '{1}' normalizes: the norm of a multiple of a row is that of the row, so the factor does nothing and, learned, never trains; put it behind the norm",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "LayerNorm, RMSNorm, GroupNorm and InstanceNorm divide by the size of what they get. A factor of the whole branch in front of them is divided away, but for eps. Behind the norm it scales what is added to the stream.");
}
