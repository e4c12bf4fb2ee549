using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Splits the parameters of an optimizer into those that decay and norms and biases, which do not, for NG3015 and NG3019. This changes training, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SplitGroupsCodeFix))]
[Shared]
public sealed class SplitGroupsCodeFix() : RuleCodeFix([RuleIds.DecayedNorms, RuleIds.DecayedResiduals], keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        var construction = place.First.Parent?.FirstAncestorOrSelf<ExpressionSyntax>(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax);
        var arguments = construction switch { InvocationExpressionSyntax call => call.ArgumentList, BaseObjectCreationExpressionSyntax made => made.ArgumentList, _ => null };
        if (Finding.Argument(place.Diagnostic, 0) is not { } optimizer || Finding.Argument(place.Diagnostic, 4) is not { } model || arguments is not { Arguments: [{ NameColon: null } parameters, ..] }) yield break;
        if (!parameters.Expression.ToString().StartsWith(model, StringComparison.Ordinal) || SyntaxFactory.ParseExpression(model).DescendantNodesAndSelf().Any(node => node is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax))) yield break;
        var indent = Indent(construction!);
        var type = place.Model.LookupNamespacesAndTypes(place.First.SpanStart, name: optimizer).IsEmpty ? "TorchSharp.Modules." + optimizer : optimizer;
        var groups = $$"""
            new[]
            {{indent}}{
            {{indent}}    new {{type}}.ParamGroup { Parameters = {{model}}.parameters().Where(p => p.ndim > 1).ToArray() },
            {{indent}}    new {{type}}.ParamGroup({{model}}.parameters().Where(p => p.ndim <= 1).ToArray(), new {{type}}.Options { weight_decay = 0 }),
            {{indent}}}
            """;
        var changed = place.Root.ReplaceNode(parameters, parameters.WithExpression(SyntaxFactory.ParseExpression(groups).WithTriviaFrom(parameters.Expression)));
        if (place.Model.LookupNamespacesAndTypes(place.First.SpanStart, name: "Enumerable").IsEmpty) changed = Imports.Add(changed, ["System.Linq"]);
        yield return ("Give norms and biases a group without weight decay (this changes training)", changed);
    }

    private static string Indent(SyntaxNode node)
    {
        var line = node.SyntaxTree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }
}
