using Microsoft.CodeAnalysis;
using NormGen.CodeModel.HandWritten;
using NormGen.CodeModel.Reviews;
using NormGen.CodeModel.Words;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1030: what a block writes out, an attribute generates with fused joints.</summary>
public sealed class HandWrittenBlockAnalyzer() : ModelAnalyzer(Descriptor, HandWrittenBlockReader.Read, new([new("Norm"), CompilationWords.Additions], []))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HandWrittenBlock,
        "Hand-written residual block",
        "'{0}' writes out what [{1}] generates: the same norms around the same sublayers, with each addition and norm in one kernel",
        RuleCategories.Architecture,
        DiagnosticSeverity.Hidden,
        "The data flow of forward is, step by step, that of a generated one: norms, sublayers and additions in the order of the fields, and nothing else.");
}
