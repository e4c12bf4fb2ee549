using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Reviews;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Lets a hand-written RMSNorm call NormGen's kernel, for NG1018: class, constructor and <c>state_dict</c> stay, and so do the place of eps and of the rounding.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseRMSNormCodeFix))]
[Shared]
public sealed class UseRMSNormCodeFix() : RuleCodeFix(RuleIds.HandWrittenRMSNorm, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ClassDeclarationSyntax declaration || Finding.Arguments(place.Diagnostic).ToList() is not [_, var weight, var eps, var form]) yield break;
        if (declaration.Members.OfType<MethodDeclarationSyntax>().FirstOrDefault(method => method is { Identifier.ValueText: "forward", ParameterList.Parameters.Count: 1 }) is not { } forward) yield break;
        if (form == HandWrittenNormReader.EpsOutside)
        {
            // No norm of NormGen has eps there: the formula itself becomes a kernel.
            if (FusedForm.Of(declaration, forward, place.Model, place.Token) is { } fused) yield return ("Have its kernel generated from the formula: eps stays outside of the root", Imports.Add(place.Root.ReplaceNode(declaration, fused), MissingNormGen(place, declaration)));
            yield break;
        }

        var x = forward.ParameterList.Parameters[0].Identifier.Text;
        var isRounded = form == HandWrittenNormReader.RoundedBeforeGain;
        var shape = weight.Length == 0 ? $"[{x}.shape[^1]]" : $"{weight}.shape";
        var call = $"torch.nn.functional.rms_norm({x}, {shape}{(weight.Length == 0 || isRounded ? "" : ", " + weight)}, eps: {eps})";
        var arrow = SyntaxFactory.ArrowExpressionClause(SyntaxFactory.ParseExpression(isRounded && weight.Length > 0 ? $"{call} * {weight}" : call)).NormalizeWhitespace().WithLeadingTrivia(SyntaxFactory.Space);
        var changed = forward.WithBody(null).WithParameterList(forward.ParameterList.WithTrailingTrivia()).WithExpressionBody(arrow).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(forward.GetTrailingTrivia())).WithAdditionalAnnotations(Formatter.Annotation);
        var imports = Imports.Missing(place.Model, (forward.Body?.SpanStart ?? forward.ExpressionBody!.Expression.SpanStart) + (forward.Body is null ? 0 : 1), SyntaxFactory.ParseExpression(call));
        yield return (isRounded ? "Compute it by torch.nn.functional.rms_norm: one kernel, in float32, rounded before the gain as here" : "Compute it by torch.nn.functional.rms_norm: one kernel; float16 and bfloat16 in float32", Imports.Add(place.Root.ReplaceNode(forward, changed), imports));
    }

    private static string[] MissingNormGen(FixPlace place, SyntaxNode declaration) => place.Model.LookupNamespacesAndTypes(declaration.SpanStart, name: "FusedAttribute").IsEmpty ? ["NormGen"] : [];
}
