using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0023, NG1020 and NG1021: numbers that scale a residual branch, against norms and initializations that undo or repeat them; all from one reading.</summary>
public sealed class ResidualScalarAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ResidualRules.ScalarBeforeOutputNorm, ResidualRules.ZeroGateAndZeroLayer, ResidualRules.ScaledTwice];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.ScaledResidual) is not null) start.OverTypes(Check);
    }

    private static void Check(TypeSite context)
    {
        if (!context.IsModel) return;
        foreach (var complaint in ResidualScalarReader.Read(context.Type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(ResidualRules.Of(complaint));
    }
}
