using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Opens a dispose scope at the head of a training loop, for NG3030, where its body lets no tensor out that can be seen; what a method called there keeps cannot, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DisposeScopeCodeFix))]
[Shared]
public sealed class DisposeScopeCodeFix() : RuleCodeFix(RuleIds.UnscopedLoop, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<StatementSyntax>() is not { } loop || Body(loop) is not BlockSyntax { Statements: [var first, ..] } body || LetsTensorsOut(place, body)) yield break;
        var taken = new HashSet<string>(loop.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText) ?? []);
        var name = new[] { "scope", "disposeScope", "stepScope" }.FirstOrDefault(free => !taken.Contains(free));
        if (name is null) yield break;
        var scope = SyntaxFactory.ParseStatement($"using var {name} = {TorchFunctions.Call(place, "NewDisposeScope")};").WithLeadingTrivia(SyntaxFactory.TriviaList(first.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))).WithTrailingTrivia(first.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).DefaultIfEmpty(SyntaxFactory.Space));
        yield return ("Open a dispose scope for each round: tensors that methods keep from a round must be moved out of it", place.Root.ReplaceNode(body, body.WithStatements(body.Statements.Insert(0, scope)).WithAdditionalAnnotations(Formatter.Annotation)));
    }

    private static StatementSyntax? Body(StatementSyntax loop) => loop switch
    {
        CommonForEachStatementSyntax each => each.Statement,
        ForStatementSyntax counted => counted.Statement,
        WhileStatementSyntax conditional => conditional.Statement,
        DoStatementSyntax conditional => conditional.Statement,
        _ => null,
    };

    /// <summary>Whether a tensor, or anything that may hold one, is put into what outlives a round, given to a collection, returned, or captured.</summary>
    private static bool LetsTensorsOut(FixPlace place, BlockSyntax body) => body.DescendantNodes().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => Symbols(place, assignment.Left).Any(target => IsOutside(target, body)) && MayHold(place.Model.GetTypeInfo(assignment.Right, place.Token).Type),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "Enqueue" or "Push" or "Insert" or "TryAdd" } } call => call.ArgumentList.Arguments.Any(argument => MayHold(place.Model.GetTypeInfo(argument.Expression, place.Token).Type)),
        ReturnStatementSyntax { Expression: { } result } => MayHold(place.Model.GetTypeInfo(result, place.Token).Type),
        YieldStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax => true,
        _ => false,
    });

    private static IEnumerable<ISymbol?> Symbols(FixPlace place, ExpressionSyntax target)
        => target is TupleExpressionSyntax tuple ? tuple.Arguments.SelectMany(part => Symbols(place, part.Expression)) : target is DeclarationExpressionSyntax ? [] : [place.Model.GetSymbolInfo(target, place.Token).Symbol];

    private static bool IsOutside(ISymbol? target, SyntaxNode body) => target is not ILocalSymbol local || !local.DeclaringSyntaxReferences.Any(declared => body.Span.Contains(declared.Span));

    private static bool MayHold(ITypeSymbol? type) => type is null or { SpecialType: SpecialType.System_Object } || type.SpecialType == SpecialType.None && type.TypeKind is not TypeKind.Enum && !TorchTypes.IsOptimizer(type) && !TorchTypes.IsScheduler(type)
        && !(type is IArrayTypeSymbol { ElementType.SpecialType: not (SpecialType.None or SpecialType.System_Object) });
}
