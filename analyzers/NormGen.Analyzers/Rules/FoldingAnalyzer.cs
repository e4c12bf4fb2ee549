using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Foldings;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0045 and NG0046: norms of a class with <c>[FoldNormalization]</c> that stay, and classes where nothing folds.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FoldingAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ConversionRules.NormStays, ConversionRules.NothingFolds];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.FoldNormalization) is not null) start.RegisterSymbolAction(Check, SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (AttributeTypes.Find(type, NormGenNames.FoldNormalization) is not { } attribute || TorchTypes.IsBroken(type)) return;
        var reading = FoldingReader.Read(type, context.Compilation, context.CancellationToken);
        foreach (var norm in reading?.Stays.Where(norm => norm.IsConstant) ?? []) context.ReportDiagnostic(Diagnostic.Create(ConversionRules.NormStays, norm.Location, norm.Norm, norm.Reason));
        if (reading is { Rows.Count: > 0 }) return;
        var reason = !KnownModules.IsModule(type) ? "it does not derive from torch.nn.Module" : reading is null ? "its forward cannot be followed" : "no norm of it folds";
        var place = attribute.ApplicationSyntaxReference is { } written ? Location.Create(written.SyntaxTree, written.Span) : type.Locations[0];
        context.ReportDiagnostic(Diagnostic.Create(ConversionRules.NothingFolds, place, type.Name, reason));
    }
}
