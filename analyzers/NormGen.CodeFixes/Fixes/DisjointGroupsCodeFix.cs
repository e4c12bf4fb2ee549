using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Training;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Takes parameters that NG3004 finds in two groups out of one of them, by a condition. Which one trains them is for the title to say.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DisjointGroupsCodeFix))]
[Shared]
public sealed class DisjointGroupsCodeFix() : RuleCodeFix(RuleIds.SharedParameter, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var group = place.Root.FindNode(place.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;
        var construction = group?.Ancestors().OfType<ExpressionSyntax>().FirstOrDefault(node => place.Model.GetOperation(node, place.Token) is { } made && OptimizerCreation.Of(made) is not null);
        if (construction is null || ParameterGroups.Read(OptimizerCreation.Of(place.Model.GetOperation(construction, place.Token)!)!.Parameters, place.Values) is not { } groups) yield break;
        if (!int.TryParse(Finding.Argument(place.Diagnostic, 1), out var first) || !int.TryParse(Finding.Argument(place.Diagnostic, 2), out var second)) yield break;
        if (Selection(groups, first, place) is not { } a || Selection(groups, second, place) is not { } b) yield break;
        if (a.Path.Count == b.Path.Count)
        {
            if (Without(b, a, place) is { } later) yield return ($"Leave what both have to group {first} (this changes training)", later);
            if (Without(a, b, place) is { } earlier) yield return ($"Leave what both have to group {second} (this changes training)", earlier);
        }
        else
        {
            // A module and one inside of it: the group of the inner one keeps its parameters.
            var (outer, inner, keeps) = a.Path.Count < b.Path.Count ? (a, b, second) : (b, a, first);
            if (WithoutModule(outer, inner, place) is { } changed) yield return ($"Leave '{inner.Text}' to group {keeps} (this changes training)", changed);
        }
    }

    private static ParameterSelection? Selection(IReadOnlyList<ParameterGroup> groups, int number, FixPlace place) => groups[number - 1].Parameters is { } parameters ? ParameterSelection.Of(parameters, place.Values) : null;

    /// <summary>The file where a selection leaves out what meets the conditions of the other one; null where that cannot be written.</summary>
    private static SyntaxNode? Without(ParameterSelection selection, ParameterSelection other, FixPlace place)
    {
        if (other.Conditions is not [{ Syntax: SimpleLambdaExpressionSyntax { ExpressionBody: { } test, Parameter.Identifier.ValueText: var name } } condition]) return null;
        var isNamed = condition.Symbol.Parameters[0].Type.IsTupleType;
        if (selection.Conditions is [{ Syntax: SimpleLambdaExpressionSyntax { ExpressionBody: { } own, Parameter.Identifier: var parameter } } last] && own.SyntaxTree == place.Root.SyntaxTree)
        {
            if (Renamed(test, name, parameter.ValueText, isNamed, last.Symbol.Parameters[0].Type.IsTupleType) is not { } renamed) return null;
            var both = SyntaxFactory.BinaryExpression(SyntaxKind.LogicalAndExpression, Operand(own).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Token(SyntaxKind.AmpersandAmpersandToken).WithTrailingTrivia(SyntaxFactory.Space), Conditions.Not(renamed));
            return place.Root.ReplaceNode(own, both.WithTriviaFrom(own));
        }

        if (selection.Conditions.Count > 0 || Source(selection, place) is not { } source) return null;
        return Renamed(test, name, "p", isNamed, source.IsNamed) is { } only ? place.Root.ReplaceNode(source.Call, SyntaxFactory.ParseExpression($"{source.Call.WithoutTrivia()}.Where(p => {Conditions.Not(only)})").WithTriviaFrom(source.Call)) : null;
    }

    /// <summary>The file where the parameters of a module leave out those of one inside of it.</summary>
    private static SyntaxNode? WithoutModule(ParameterSelection outer, ParameterSelection inner, FixPlace place)
    {
        if (outer.Conditions.Count > 0 || inner.Conditions.Count > 0 || Source(outer, place) is not { } source || place.Model.LookupNamespacesAndTypes(source.Call.SpanStart, name: "Enumerable").IsEmpty) return null;
        var path = inner.Path.Skip(outer.Path.Count).ToList();
        if (path.Exists(member => member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ComponentNameAttribute"))) return null;
        var condition = $"Where(p => !p.name.StartsWith(\"{string.Concat(path.Select(member => member.Name + "."))}\"))";
        var module = ((MemberAccessExpressionSyntax)source.Call.Expression).Expression;
        var written = source.IsNamed ? $"{source.Call.WithoutTrivia()}.{condition}" : $"{module}.named_parameters().{condition}.Select(p => p.parameter)";
        return place.Root.ReplaceNode(source.Call, SyntaxFactory.ParseExpression(written).WithTriviaFrom(source.Call));
    }

    /// <summary>The call of <c>parameters()</c> or <c>named_parameters()</c> that a selection begins with; null where it is not written in this file.</summary>
    private static (InvocationExpressionSyntax Call, bool IsNamed)? Source(ParameterSelection selection, FixPlace place)
        => selection.Module.Syntax.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call } && call.SyntaxTree == place.Root.SyntaxTree ? (call, name == "named_parameters") : null;

    /// <summary>A condition over another variable; null where it asks for a name that parameters alone do not have.</summary>
    private static ExpressionSyntax? Renamed(ExpressionSyntax test, string from, string to, bool isNamed, bool toNamed)
    {
        if (isNamed && !toNamed) return null;
        var names = test.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == from && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)).ToList();
        return test.ReplaceNodes(names, (old, _) => SyntaxFactory.ParseExpression(!isNamed && toNamed ? to + ".parameter" : to).WithTriviaFrom(old)).WithoutTrivia();
    }

    private static ExpressionSyntax Operand(ExpressionSyntax condition) => condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or ConditionalExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(condition.WithoutTrivia()) : condition.WithoutTrivia();
}
