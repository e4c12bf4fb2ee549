using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Registration;

namespace NormGen.Analyzers.Rules.Construction;

/// <summary>NG3002: before the registration there is nothing to walk over.</summary>
public sealed class EarlyUseAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.EarlyUse,
        "Parameters are walked before they are registered",
        "{0}() sees nothing here: {1}",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "Until RegisterComponents has run, a module has no parameters and no submodules: an initialization that walks over them does nothing, without an error.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverModules(start, EarlyUse.Read);
}
