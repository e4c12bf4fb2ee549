using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Advice;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG4001 to NG4003: numerically unsound formulas of fused methods. Apart from NG0010 to NG0012, so that who switches advice off pays nothing for it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FormulaAdviceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [AdviceRules.VarianceByDifference, AdviceRules.ZeroWithoutEps, AdviceRules.SoftmaxWithoutMaximum];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.Fused) is null) return;

            // Several formulas may share a helper, and what is found in it.
            var reported = new ConcurrentDictionary<(string, Location), bool>();
            start.RegisterSymbolAction(symbol => Check(symbol, reported), SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context, ConcurrentDictionary<(string, Location), bool> reported)
    {
        foreach (var method in ((INamedTypeSymbol)context.Symbol).GetMembers().OfType<IMethodSymbol>())
        {
            if (method.PartialDefinitionPart is not null) continue; // the other half is read with its definition
            foreach (var advice in AdviceReader.Read(method, context.Compilation, context.CancellationToken))
            {
                var diagnostic = AdviceRules.Of(advice);
                if (reported.TryAdd((diagnostic.Id, diagnostic.Location), true)) context.ReportDiagnostic(diagnostic);
            }
        }
    }
}
