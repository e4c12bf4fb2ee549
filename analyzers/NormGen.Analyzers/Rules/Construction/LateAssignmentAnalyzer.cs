using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Registration;

namespace NormGen.Analyzers.Rules.Construction;

/// <summary>NG3010: registration looks once, at what the fields hold then.</summary>
public sealed class LateAssignmentAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.LateAssignment,
        "Module assigned after the registration",
        "'{0}' is made after {2} registered everything: this {1} is not trained, moved or saved, and eval() does not reach it",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "RegisterComponents takes what the fields hold when it runs, and does nothing when it runs again. A Dropout that is assigned later stays in training mode after eval().");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverModules(start, LateAssignment.Read);
}
