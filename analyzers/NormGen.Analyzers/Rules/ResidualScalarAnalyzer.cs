using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Initialization;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0023, NG1020 and NG1021: numbers that scale a residual branch, against norms and initializations that undo or repeat them; all from one reading.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ResidualScalarAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ResidualRules.ScalarBeforeOutputNorm, ResidualRules.ZeroGateAndZeroLayer, ResidualRules.ScaledTwice];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.ScaledResidual) is not null) ClassEnds.Register(start, ClassEnds.IsModel, Check);
        });
    }

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        foreach (var complaint in ResidualScalarReader.Read(type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(ResidualRules.Of(complaint));
    }
}
