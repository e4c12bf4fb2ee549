using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Registration;

namespace NormGen.Analyzers.Rules.Construction;

/// <summary>NG3003: a model that registers nothing has no parameters.</summary>
public sealed class UnregisteredRootAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnregisteredRoot,
        "Model never registers its components",
        "'{0}' registers nothing, so this is empty and nothing is trained: call RegisterComponents() at the end of its constructor",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "A module that belongs to another one is registered by it. A model of its own has to call RegisterComponents, or it has no parameters, nothing to save and no modes.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverOptimizers(start, UnregisteredRoot.Read);
}
