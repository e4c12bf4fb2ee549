using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Projections;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1010: a nonlinearity without a norm before it, in a class with <c>[NormalizeAndProject]</c>.</summary>
public sealed class BareNonlinearityAnalyzer : FileRule
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.BareNonlinearity,
        "Nonlinearity without a norm before it",
        "'{0}' takes what no norm has normalized: Normalize-and-Project has a norm immediately before every nonlinearity, or the weights in front of it are not scale-invariant and not projected",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "A norm before a nonlinearity keeps its inputs where it works, gives units that are zero for all inputs a gradient, and makes the weights before it scale-invariant, so that their norm can be fixed. Lyle et al., Normalization and Effective Learning Rates in Reinforcement Learning, 2024, arXiv 2407.01800.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.NormalizeAndProject) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        if (AttributeTypes.Find(type, NormGenNames.NormalizeAndProject) is null || !KnownModules.IsModule(type)) return;
        foreach (var found in NonlinearityReader.Read(type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(Diagnostic.Create(Descriptor, found.Location, found.Name));
    }
}
