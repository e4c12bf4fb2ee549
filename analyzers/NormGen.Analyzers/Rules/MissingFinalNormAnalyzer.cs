using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1012: the stream of a Pre-LN stack grows with depth and goes into the head as it is.</summary>
public sealed class MissingFinalNormAnalyzer() : ModelAnalyzer(Descriptor, MissingFinalNormReader.Read, new([new("ModuleList", "ModuleDict", "Sequential"), new("Linear")], [new("LayerNorm", "RMSNorm", "PreLN")]))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.MissingFinalNorm,
        "Pre-LN stack without a final norm",
        "'{0}' takes the residual stream of the Pre-LN blocks '{1}' as it is: nothing has normalized it; Pre-LN stacks have a norm between the last block and the head",
        RuleCategories.Architecture,
        DiagnosticSeverity.Info,
        "In Pre-LN nothing normalizes the stream itself, whose size grows with depth and during training. GPT-2, Llama and every published Pre-LN model put a norm before the head. Xiong et al., On Layer Normalization in the Transformer Architecture, 2020, arXiv 2002.04745.");
}
