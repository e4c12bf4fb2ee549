using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1015: an eps that rounds to zero does not keep a norm from dividing by zero.</summary>
public sealed class EpsUnderflowsAnalyzer() : ModelAnalyzer(Descriptor, SmallEpsReader.Read, new([new("half(", "Float16", "float16", "BFloat16", "bfloat16")], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.EpsUnderflows,
        "Eps is zero in the type it is added in",
        "The eps {0} is zero in {1}: a row of equal numbers divides by zero; use 1e-5 or more, or compute the statistics in float32",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "The smallest positive float16 is 6e-8: 1e-8 and 1e-12, usual in float32, round to zero. The norms of TorchSharp and NormGen compute in float32; formulas written out compute in the type of their tensors.");
}
