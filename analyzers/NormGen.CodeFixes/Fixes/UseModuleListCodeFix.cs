using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Keeps modules in a <c>ModuleList</c>, for NG3001: where the collection is a list that the constructor fills before it registers, or an array that is written out.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseModuleListCodeFix))]
[Shared]
public sealed class UseModuleListCodeFix() : RuleCodeFix(RuleIds.UnregisteredCollection, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable || variable.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } owner) yield break;
        if (Finding.Argument(place.Diagnostic, 2) != "ModuleList" || Item(declaration.Type) is not { } item || place.Model.GetDeclaredSymbol(variable, place.Token) is not { } member || IsFilledLate(owner, member, place)) yield break;
        var values = owner.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(assignment => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(assignment.Left, place.Token).Symbol, member)).Select(assignment => assignment.Right)
            .Concat(variable.Initializer is { Value: var initial } ? [initial] : []).ToList();
        var made = values.ToDictionary(value => value, value => Made(value, item));
        var lengths = owner.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(access => access.Name.Identifier.ValueText == "Length" && SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(access.Expression, place.Token).Symbol, member)).ToList();
        if (made.ContainsValue(null)) yield break;
        var changed = place.Root.ReplaceNodes(
            made.Keys.Cast<SyntaxNode>().Concat(lengths.Select(access => access.Name)).Append(declaration.Type),
            (old, _) => old == declaration.Type ? ListOf(item).WithTriviaFrom(old) : old is ExpressionSyntax value && made.TryGetValue(value, out var list) ? list!.WithTriviaFrom(old) : SyntaxFactory.IdentifierName("Count").WithTriviaFrom(old));
        if (place.Model.LookupNamespacesAndTypes(place.First.SpanStart, name: "ModuleList").IsEmpty) changed = Imports.Add(changed, ["TorchSharp.Modules"]);
        yield return ($"Keep them in a ModuleList<{item}>", changed);
    }

    private static TypeSyntax ListOf(TypeSyntax item) => SyntaxFactory.ParseTypeName($"ModuleList<{item}>");

    private static TypeSyntax? Item(TypeSyntax type) => type switch
    {
        ArrayTypeSyntax { ElementType: var element } => element,
        GenericNameSyntax { Identifier.ValueText: "List" or "IList" or "IReadOnlyList", TypeArgumentList.Arguments: [var element] } => element,
        _ => null,
    };

    /// <summary>How the list is made instead; null for what it cannot be made of.</summary>
    private static ExpressionSyntax? Made(ExpressionSyntax value, TypeSyntax item) => value switch
    {
        ImplicitObjectCreationExpressionSyntax { ArgumentList.Arguments.Count: 0 } => value,
        ObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } list => list.WithType(ListOf(item).WithTriviaFrom(list.Type)),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => Filled(initializer, item),
        ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => Filled(initializer, item),
        InitializerExpressionSyntax initializer => Filled(initializer, item),
        CollectionExpressionSyntax => value,
        _ => null,
    };

    private static ExpressionSyntax Filled(InitializerExpressionSyntax initializer, TypeSyntax item)
        => SyntaxFactory.ParseExpression($"new ModuleList<{item}>({string.Join(", ", initializer.Expressions.Select(expression => expression.WithoutTrivia().ToString()))})");

    /// <summary>Whether a constructor registers before it has filled the list: a ModuleList would then be registered empty.</summary>
    private static bool IsFilledLate(TypeDeclarationSyntax owner, ISymbol member, FixPlace place) => owner.Members.OfType<ConstructorDeclarationSyntax>().Any(constructor =>
    {
        if (constructor.Body?.Statements is not { } statements) return false;
        var register = ConstructorStatements.IndexOfCall(statements, "RegisterComponents");
        return register >= 0 && statements.Skip(register).Any(statement => statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(name, place.Token).Symbol, member)));
    });
}
