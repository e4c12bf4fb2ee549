using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Makes a norm of TorchSharp's, which cannot become another norm or be left out, one of NormGen's with its arguments, keys and results, for NG0040 and NG0045.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReplaceableNormCodeFix))]
[Shared]
public sealed class ReplaceableNormCodeFix() : RuleCodeFix([RuleIds.ConversionBlocked, RuleIds.NormStays], keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables: [var variable] } declaration } || place.Model.GetDeclaredSymbol(variable, place.Token) is not IFieldSymbol field) yield break;
        if (!TorchTypes.IsOfTorchSharp(field.Type) || field.Type.Name is not ("LayerNorm" or "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d")) yield break;
        var assignments = variable.FirstAncestorOrSelf<TypeDeclarationSyntax>()!.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(set => SymbolEqualityComparer.Default.Equals(place.Model.GetSymbolInfo(set.Left, place.Token).Symbol, field)).Select(set => set.Right).ToList();
        var made = variable.Initializer is { Value: var initial } ? [.. assignments, initial] : assignments;
        if (made.Count == 0 || made.Exists(creation => creation is not InvocationExpressionSyntax)) yield break;

        var norm = "Fused" + field.Type.Name;
        var changes = new Dictionary<SyntaxNode, SyntaxNode> { [declaration.Type] = SyntaxFactory.IdentifierName(norm).WithTriviaFrom(declaration.Type) };
        var imports = new List<string>();
        foreach (var creation in made.Cast<InvocationExpressionSyntax>())
        {
            var factory = SyntaxFactory.ParseExpression($"{(creation.Expression is MemberAccessExpressionSyntax { Expression: var written } ? written.ToString() : "torch.nn")}.{norm}");
            changes[creation.Expression] = factory.WithTriviaFrom(creation.Expression);
            imports.AddRange(Imports.Missing(place.Model, creation.SpanStart, creation.WithExpression(factory)));
        }

        if (place.Model.LookupNamespacesAndTypes(declaration.SpanStart, name: norm).IsEmpty) imports.Add("NormGen.Modules");
        yield return ($"Make it a {norm}, which has its arguments, keys and results", Imports.Add(place.Root.ReplaceNodes(changes.Keys, (old, _) => changes[old]), imports.Distinct()));
    }
}
