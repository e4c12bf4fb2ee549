using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Roles;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0020 and NG0021: classes with <c>[Optimizer]</c>.</summary>
public sealed class OptimizerAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [OptimizerRules.UnplacedParameter, OptimizerRules.OptimizerMisuse];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.Optimizer) is { } attribute) start.OverAnnotated(site => Check(site, attribute));
    }

    private static void Check(TypeSite context, INamedTypeSymbol attribute)
    {
        var type = context.Type;
        if (type.GetAttributes().FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute)) is not { } given) return;
        var target = OptimizerTarget.Read(type, given, context.CancellationToken);
        foreach (var complaint in target.Complaints) context.ReportDiagnostic(OptimizerRules.Of(complaint));
        if (target.Choice is null) return;
        foreach (var complaint in RoleReader.Read(type, context.Compilation, context.CancellationToken).Complaints) context.ReportDiagnostic(OptimizerRules.Of(complaint));
    }
}
