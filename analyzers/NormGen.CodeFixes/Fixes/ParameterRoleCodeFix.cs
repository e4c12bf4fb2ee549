using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>States a role with <c>[ParameterRole]</c> for NG0020: one offer for each role that would settle it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterRoleCodeFix))]
[Shared]
public sealed class ParameterRoleCodeFix() : RuleCodeFix(RuleIds.UnplacedParameter, keepsMeaning: false)
{
    private const string Role = "global::NormGen.ParameterRole";

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Member(place.First) is not { } member) yield break;
        var path = Finding.Argument(place.Diagnostic, 0);
        foreach (var role in Finding.Arguments(place.Diagnostic).Skip(1))
        {
            var attribute = SyntaxFactory.Attribute(SyntaxFactory.ParseName(Role).WithAdditionalAnnotations(Simplifier.Annotation))
                .AddArgumentListArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"{Role}.{role}").WithAdditionalAnnotations(Simplifier.Annotation)));
            yield return ($"Let optimizers treat '{path}' as {Article(role)} {role.ToLowerInvariant()}: [ParameterRole({role})]", place.Root.ReplaceNode(member, With(member, attribute)));
        }
    }

    /// <summary>The declaration of one member; an attribute on <c>a, b</c> would decide about both.</summary>
    private static MemberDeclarationSyntax? Member(SyntaxToken name) => name.Parent switch
    {
        PropertyDeclarationSyntax property => property,
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => field,
        _ => null,
    };

    private static MemberDeclarationSyntax With(MemberDeclarationSyntax member, AttributeSyntax attribute)
    {
        var next = member.AttributeLists.Count == 0 ? member.GetFirstToken() : member.AttributeLists.Last().GetLastToken().GetNextToken();
        var list = SyntaxFactory.AttributeList([attribute]).WithLeadingTrivia(next.LeadingTrivia).WithTrailingTrivia(SyntaxFactory.Space);
        var bare = member.ReplaceToken(next, next.WithLeadingTrivia());
        return bare.WithAttributeLists(bare.AttributeLists.Add(list));
    }

    private static string Article(string role) => role == "Embedding" ? "an" : "a";
}
