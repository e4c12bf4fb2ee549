using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Makes the body of a <c>forward</c> the formula of a <c>[Fused]</c> method.</summary>
internal static class FusedForm
{
    private const string Method = "Normalize";
    private const string Formula = "NormalizeFormula";

    /// <summary>The class with the method; null where it cannot be partial, a name is taken, or the body uses anything but its argument, gains of one dimension and numbers.</summary>
    public static TypeDeclarationSyntax? Of(ClassDeclarationSyntax declaration, MethodDeclarationSyntax forward, SemanticModel model, CancellationToken token)
    {
        if (declaration.Ancestors().OfType<TypeDeclarationSyntax>().Any(outer => !outer.Modifiers.Any(SyntaxKind.PartialKeyword)) || declaration.Modifiers.Any(SyntaxKind.FileKeyword)) return null;
        if (model.GetDeclaredSymbol(declaration, token) is not { } type || type.GetMembers(Method).Length + type.GetMembers(Formula).Length > 0 || ((SyntaxNode?)forward.Body ?? forward.ExpressionBody) is not { } body) return null;
        var x = forward.ParameterList.Parameters[0].Identifier.Text;
        var (gains, numbers) = (new List<string>(), new List<string>());
        foreach (var name in body.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name, token).Symbol is not { IsStatic: false, ContainingType: { } owner } member || member is not (IFieldSymbol or IPropertySymbol or IMethodSymbol) || !SymbolEqualityComparer.Default.Equals(owner, type)) continue;
            var held = member switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null };
            if (held is null || name.Parent is MemberAccessExpressionSyntax access && access.Name == name && access.Expression is not ThisExpressionSyntax) return null;
            var list = held.SpecialType == SpecialType.System_Double ? numbers : CodeModel.Types.TorchTypes.IsTensorOrDerived(held) ? gains : null;
            if (list is null) return null;
            if (!list.Contains(name.Identifier.Text)) list.Add(name.Identifier.Text);
        }

        SyntaxNode plain = body.ReplaceNodes(body.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(access => access.Expression is ThisExpressionSyntax), (own, _) => own.Name.WithTriviaFrom(own));
        var indent = SyntaxFactory.Whitespace(new string(' ', forward.GetLocation().GetLineSpan().StartLinePosition.Character));
        var ends = forward.GetTrailingTrivia();
        var line = ends.FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        if (line.RawKind == 0) return null;

        var call = SyntaxFactory.ParseMemberDeclaration($"{forward.Modifiers} {forward.ReturnType.WithoutTrivia()} forward({forward.ParameterList.Parameters[0].WithoutTrivia()}) => {Method}({string.Join(", ", [x, .. gains, .. numbers])});")!;
        var fused = SyntaxFactory.ParseMemberDeclaration($"[Fused(nameof({Formula}))]{line}{indent}private static partial Tensor {Method}(Tensor {x}{string.Concat(gains.Select(gain => $", [PerFeature] Tensor {gain}"))}{string.Concat(numbers.Select(number => $", double {number}"))});")!;
        var formula = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"private static Tensor {Formula}(Tensor {x}{string.Concat(gains.Select(gain => $", Tensor {gain}"))}{string.Concat(numbers.Select(number => $", double {number}"))});")!)
            .WithSemicolonToken(forward.SemicolonToken).WithBody(plain as BlockSyntax).WithExpressionBody(plain as ArrowExpressionClauseSyntax);
        formula = formula.WithParameterList(formula.ParameterList.WithTrailingTrivia(forward.ParameterList.GetTrailingTrivia()));

        var at = declaration.Members.IndexOf(forward);
        var members = declaration.Members.RemoveAt(at).InsertRange(at,
        [
            call.WithLeadingTrivia(forward.GetLeadingTrivia()).WithTrailingTrivia(line, line),
            fused.WithLeadingTrivia(indent).WithTrailingTrivia(line, line),
            formula.WithLeadingTrivia(indent).WithTrailingTrivia(ends),
        ]);
        return PartialTypes.Make(declaration.WithMembers(members)).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
