using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.SelfNormalizing;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1022 and NG1023: SELU with the wrong dropout or initialization, in any class.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SeluAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [SelfNormalizingRules.Dropout, SelfNormalizingRules.Initialization];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (SeluWords.Of(start.Compilation, start.CancellationToken) is not { IsAny: true } words) return;
            ClassEnds.Register(start, type => ClassEnds.IsModel(type) && words.AreIn(type, start.CancellationToken), (symbol, type) => Check(symbol, type, words));
        });
    }

    private static void Check(SymbolAnalysisContext context, INamedTypeSymbol type, SeluWords words)
    {
        foreach (var finding in SeluReader.Dropouts(type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(SelfNormalizingRules.Of(finding, type));
        if (!words.HasLeCun && SeluReader.Initialization(type, context.Compilation, context.CancellationToken) is { } initialization) context.ReportDiagnostic(SelfNormalizingRules.Of(initialization, type));
    }
}
