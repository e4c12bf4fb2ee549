using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Calls <c>RegisterComponents()</c> at the end of the model's constructor, where that stands in the same file, for NG3003.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallRegisterComponentsCodeFix))]
[Shared]
public sealed class CallRegisterComponentsCodeFix() : RuleCodeFix(RuleIds.UnregisteredRoot, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {

        var name = Finding.Argument(place.Diagnostic, 0);
        var classes = place.Root.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(declared => declared.Identifier.ValueText == name).ToList();
        if (classes is not [{ ParameterList: null } model] || model.Members.OfType<ConstructorDeclarationSyntax>().ToList() is not [var constructor]) yield break;
        var statements = ConstructorStatements.Of(constructor).Add(ConstructorStatements.Call("RegisterComponents()"));
        yield return ($"Call RegisterComponents() at the end of the constructor of {name}", place.Root.ReplaceNode(constructor, ConstructorStatements.With(constructor, statements)));
    }
}
