using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Lets a hand-written RMSNorm call NormGen's kernel, for NG1018: class, constructor and <c>state_dict</c> stay, eps stays inside the root.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseRMSNormCodeFix))]
[Shared]
public sealed class UseRMSNormCodeFix() : RuleCodeFix(RuleIds.HandWrittenRMSNorm, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ClassDeclarationSyntax declaration || Finding.Argument(place.Diagnostic, 1) is not { } weight || Finding.Argument(place.Diagnostic, 2) is not { } eps) yield break;
        if (declaration.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method is { Identifier.ValueText: "forward", ParameterList.Parameters.Count: 1 }) is not { } forward) yield break;
        var x = forward.ParameterList.Parameters[0].Identifier.Text;
        var shape = weight.Length == 0 ? $"[{x}.shape[^1]]" : $"{weight}.shape";
        var call = $"torch.nn.functional.rms_norm({x}, {shape}{(weight.Length == 0 ? "" : ", " + weight)}, eps: {eps})";
        var arrow = SyntaxFactory.ArrowExpressionClause(SyntaxFactory.ParseExpression(call)).NormalizeWhitespace().WithLeadingTrivia(SyntaxFactory.Space);
        var changed = forward.WithBody(null).WithParameterList(forward.ParameterList.WithTrailingTrivia()).WithExpressionBody(arrow).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(forward.GetTrailingTrivia())).WithAdditionalAnnotations(Formatter.Annotation);
        var imports = Imports.Missing(place.Model, (forward.Body?.SpanStart ?? forward.ExpressionBody!.Expression.SpanStart) + (forward.Body is null ? 0 : 1), SyntaxFactory.ParseExpression(call));
        yield return ("Compute it by torch.nn.functional.rms_norm: one kernel; float16 and bfloat16 in float32", Imports.Add(place.Root.ReplaceNode(forward, changed), imports));
    }
}
