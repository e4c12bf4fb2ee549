using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Advice;

namespace NormGen.Analyzers.Rules;

/// <summary>NG4012: a choice between two numbers of double is float64, whatever it is used with.</summary>
public sealed class WideWhereAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.WideWhere,
        "Choice between two numbers is float64",
        "'{0}' is float64, and makes float64 of what it is computed with; in a kernel it has the type of the input: take ones_like and zeros_like of a tensor, or append .to(x.dtype)",
        RuleCategories.Advice,
        DiagnosticSeverity.Info,
        "TorchSharp makes a tensor of each number, of float64 for a double, and the result has the sizes of the condition: it takes part in type promotion, other than a number does. Layers then throw on the other type, or twice the memory is moved.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start) => OverCalls(start, WhereReader.Read, ["where"]);
}
