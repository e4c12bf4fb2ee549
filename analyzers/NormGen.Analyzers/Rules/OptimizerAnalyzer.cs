using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Roles;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0020 and NG0021: classes with <c>[Optimizer]</c>.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptimizerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [OptimizerRules.UnplacedParameter, OptimizerRules.OptimizerMisuse];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.Optimizer) is { } attribute) start.RegisterSymbolAction(symbol => Check(symbol, attribute), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol attribute)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.GetAttributes().FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, attribute)) is not { } given) return;
        var target = OptimizerTarget.Read(type, given, context.CancellationToken);
        foreach (var complaint in target.Complaints) context.ReportDiagnostic(OptimizerRules.Of(complaint));
        if (target.Choice is null) return;
        foreach (var complaint in RoleReader.Read(type, context.Compilation, context.CancellationToken).Complaints) context.ReportDiagnostic(OptimizerRules.Of(complaint));
    }
}
