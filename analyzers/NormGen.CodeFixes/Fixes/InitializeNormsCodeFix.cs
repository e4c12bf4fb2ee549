using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Calls <c>InitializeNorms</c> for NG0002, where the constructor shows what with.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(InitializeNormsCodeFix))]
[Shared]
public sealed class InitializeNormsCodeFix() : RuleCodeFix(RuleIds.MissingInitializeNorms, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ConstructorDeclarationSyntax constructor) yield break;
        // A block's place in its stack, the width of a head, and which of two depths is which, are not to be seen here.
        if (Finding.Argument(place.Diagnostic, 1) is not { } call || !call.StartsWith("InitializeNorms(", StringComparison.Ordinal) || call.Contains("layer") || call.Contains("encoderDepth")) yield break;
        if (InitializerArguments.Of(place.Model, constructor, call.Contains("features"), call.Contains("depth"), place.Token) is not { } arguments) yield break;
        var (title, changed) = ConstructorStatements.WithInitializer(constructor, $"InitializeNorms({arguments})");
        yield return (title, place.Root.ReplaceNode(constructor, changed));
    }
}
