using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0010 to NG0012: fused methods and their formulas, from one reading. NG0014: what the generator wrote of a formula without a kernel.</summary>
public sealed class FusedAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [FusedRules.FusedSignature, FusedRules.OperationNotFused, FusedRules.FullSum, FusedRules.Composed];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.Fused) is null) return;
        start.OverAnnotated(CheckMembers);

        // Functions inside bodies are no declared symbols of their own.
        start.OverNodes(SyntaxKind.LocalFunctionStatement, CheckInner);
        start.OverNodes(SyntaxKind.ParenthesizedLambdaExpression, CheckInner);
    }

    private static void CheckMembers(TypeSite context)
    {
        foreach (var method in context.Type.GetMembers().OfType<IMethodSymbol>()) Check(method, context.Compilation, context.ReportDiagnostic, context.CancellationToken);
    }

    private static void CheckInner(NodeSite context)
    {
        var (attributes, function) = context.Node switch
        {
            LocalFunctionStatementSyntax { AttributeLists.Count: > 0 } local => (local.AttributeLists, context.SemanticModel.GetDeclaredSymbol(local, context.CancellationToken) as IMethodSymbol),
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
