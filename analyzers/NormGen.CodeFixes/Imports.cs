using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeFixes;

/// <summary>Usings that new code needs.</summary>
internal static class Imports
{
    /// <summary>The namespaces that an expression with one of NormGen's extension members of <c>torch</c> still needs where it is to stand.</summary>
    public static IReadOnlyList<string> Missing(SemanticModel model, int position, ExpressionSyntax expression)
    {
        var missing = new List<string>();
        if (expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().FirstOrDefault() is { Identifier.Text: "torch" } && model.LookupNamespacesAndTypes(position, name: "torch").IsEmpty) missing.Add("TorchSharp");
        if (missing.Count > 0 || model.GetSpeculativeSymbolInfo(position, expression, SpeculativeBindingOption.BindAsExpression).Symbol is null) missing.Insert(0, "NormGen");
        return missing;
    }

    /// <summary>The file with usings added that it lacks.</summary>
    public static SyntaxNode Add(SyntaxNode root, IEnumerable<string> namespaces)
    {
        if (root is not CompilationUnitSyntax file) return root;
        var lineBreak = root.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) is { RawKind: not 0 } written ? written : SyntaxFactory.LineFeed;
        var present = file.Usings.Where(existing => existing is { Alias: null, StaticKeyword.RawKind: 0 }).Select(existing => existing.Name?.ToString()).ToList();
        foreach (var name in namespaces.Except(present)) file = file.AddUsings(SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name!)).NormalizeWhitespace().WithTrailingTrivia(lineBreak));
        return file;
    }
}
