using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Advice;

namespace NormGen.Analyzers.Rules;

/// <summary>NG4011: <c>log(1 + exp(x))</c> is infinite where softplus is x.</summary>
public sealed class HandWrittenSoftplusAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HandWrittenSoftplus,
        "Hand-written softplus",
        "'{0}' is infinite where '{1}' is above 88 in float32, and its gradient NaN; softplus computes the same and is right everywhere",
        RuleCategories.Advice,
        DiagnosticSeverity.Info,
        "exp overflows above 88 in float32 and above 11 in float16; the gradient is then NaN. 1 + exp(x) is 1 where exp(x) is below the type's precision. softplus computes x + log(1 + exp(-x)) for large x.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start) => OverCalls(start, SoftplusReader.Read, ["log", "log1p"]);
}
