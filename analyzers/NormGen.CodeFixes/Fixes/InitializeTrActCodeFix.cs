using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.FirstLayers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Calls <c>InitializeTrAct</c> for NG0030, where it is the call alone that is missing: on the constructor. A layer that is not first has no fix.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InitializeTrActCodeFix))]
[Shared]
public sealed class InitializeTrActCodeFix() : RuleCodeFix(RuleIds.NotFirstLayer, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ConstructorDeclarationSyntax constructor) yield break;
        var (title, changed) = ConstructorStatements.WithInitializer(constructor, $"{FirstLayerReader.Method}()");
        yield return (title, place.Root.ReplaceNode(constructor, changed));
    }
}
