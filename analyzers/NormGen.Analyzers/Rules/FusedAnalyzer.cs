using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0010 to NG0012: fused methods and their formulas, from one reading. NG0014: what the generator wrote of a formula without a kernel.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FusedAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [FusedRules.FusedSignature, FusedRules.OperationNotFused, FusedRules.FullSum, FusedRules.Composed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.Fused) is null) return;
            // By type, not by method: a formula is another member of the type, and an editor takes findings outside the symbol at hand for the whole solution's.
            start.RegisterSymbolAction(CheckMembers, SymbolKind.NamedType);

            // Functions inside bodies are no declared symbols of their own.
            start.RegisterSyntaxNodeAction(CheckInner, SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
        });
    }

    private static void CheckMembers(SymbolAnalysisContext context)
    {
        foreach (var method in ((INamedTypeSymbol)context.Symbol).GetMembers().OfType<IMethodSymbol>()) Check(method, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
    }

    private static void CheckInner(SyntaxNodeAnalysisContext context)
    {
        var (attributes, function) = context.Node switch
        {
            LocalFunctionStatementSyntax local => (local.AttributeLists, context.SemanticModel.GetDeclaredSymbol(local, context.CancellationToken) as IMethodSymbol),
            ParenthesizedLambdaExpressionSyntax { AttributeLists.Count: > 0 } lambda => (lambda.AttributeLists, context.SemanticModel.GetSymbolInfo(lambda, context.CancellationToken).Symbol as IMethodSymbol),
            _ => default,
        };
        if (attributes.Count > 0 && function is not null) Check(function, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
    }

    private static void Check(IMethodSymbol method, Compilation compilation, Action<Diagnostic> report, CancellationToken token)
    {
        if (method.PartialDefinitionPart is not null) return; // the other half is read with its definition
        foreach (var complaint in FormulaReader.Read(method, compilation, token).Complaints)
        {
            if (FusedRules.Of(complaint) is { } diagnostic) report(diagnostic);
        }

        if (FormulaMetadata.WhyComposed(method) is { } reason) report(Diagnostic.Create(FusedRules.Composed, method.Locations[0], method.Name, reason));
    }
}
