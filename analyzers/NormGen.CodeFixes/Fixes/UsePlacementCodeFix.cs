using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Placement;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Has a placement attribute generate the <c>forward</c> of a hand-written block, for NG1030. What becomes of the keys of <c>state_dict</c> the title says; results are equal up to rounding.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UsePlacementCodeFix))]
[Shared]
public sealed class UsePlacementCodeFix() : RuleCodeFix(RuleIds.HandWrittenBlock, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ClassDeclarationSyntax declaration || Finding.Arguments(place.Diagnostic).ToList() is not [_, var placement, var norm, var eps, var features, ..] arguments) yield break;
        var branches = arguments.Skip(5).Select(BranchOfBlock.Of).ToList();
        if (Changed(place, declaration, Attribute(placement, norm, eps), features, branches, keepsNames: true) is { } same) yield return ($"Let [{placement}] generate forward; keys of state_dict stay", same);
        var renamed = branches.SelectMany(branch => branch.Renamed).ToList();
        if (renamed.Count > 0 && Changed(place, declaration, Attribute(placement, norm, eps), features, branches, keepsNames: false) is { } other)
            yield return ($"Let [{placement}] generate forward; keys of state_dict change: {string.Join(", ", renamed.Select(pair => $"{pair.From} to {pair.To}"))}", other);
    }

    private static string Attribute(string placement, string norm, string eps)
    {
        var arguments = new[] { norm.Length > 0 ? $"Norm = typeof({norm})" : "", eps.Length > 0 ? $"Eps = {eps}" : "" }.Where(argument => argument.Length > 0).ToList();
        return arguments.Count == 0 ? placement : $"{placement}({string.Join(", ", arguments)})";
    }

    /// <summary>The file with the class rewritten; null where the generator would not accept it.</summary>
    private static SyntaxNode? Changed(FixPlace place, ClassDeclarationSyntax declaration, string attribute, string features, List<BranchOfBlock> branches, bool keepsNames)
    {
        if (declaration.Members.OfType<ConstructorDeclarationSyntax>().ToList() is not [var constructor]) return null;
        var norms = new HashSet<string>(branches.SelectMany(branch => branch.NormFields));
        var sublayers = branches.ToDictionary(branch => branch.Field, branch => branch.Attribute(keepsNames));
        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in declaration.Members)
        {
            switch (member)
            {
                case FieldDeclarationSyntax field: members.AddRange(BlockMembers.Fields(field, norms, sublayers)); break;
                case ConstructorDeclarationSyntax: members.Add(BlockMembers.Constructor(constructor, norms, $"InitializeNorms({features})")); break;
                case MethodDeclarationSyntax { Identifier.ValueText: "forward" } forward: members.Add(BlockMembers.Forward(forward)); break;
                default: members.Add(member); break;
            }
        }

        var marker = new SyntaxAnnotation();
        var block = AttributeLists.OnLineBefore(PartialTypes.Make(declaration.WithMembers([.. members])), attribute).WithAdditionalAnnotations(marker);
        var changed = PartialTypes.MakeAround(place.Root.ReplaceNode(declaration, block), marker);
        var at = declaration.SpanStart;
        var imports = new[] { ("NormGen", "PreLNAttribute"), ("NormGen.Modules", attribute.Contains("typeof(RMSNorm)") ? "RMSNorm" : "PreLNAttribute") };
        changed = Imports.Add(changed, imports.Where(needed => place.Model.LookupNamespacesAndTypes(at, name: needed.Item2).IsEmpty).Select(needed => needed.Item1).Distinct());
        return IsAccepted(place, changed, marker) ? changed : null;
    }

    private static bool IsAccepted(FixPlace place, SyntaxNode changed, SyntaxAnnotation marker)
    {
        var old = place.Root.SyntaxTree;
        var tree = old.WithRootAndOptions(changed, old.Options);
        var compilation = place.Model.Compilation.ReplaceSyntaxTree(old, tree);
        return compilation.GetSemanticModel(tree).GetDeclaredSymbol(tree.GetRoot(place.Token).GetAnnotatedNodes(marker).Single(), place.Token) is INamedTypeSymbol block
            && BlockReader.Read(block, compilation, place.Token) is { Block: not null, Complaints.Count: 0 } && !ConstructorReader.Read(block, place.Token).Any();
    }
}
