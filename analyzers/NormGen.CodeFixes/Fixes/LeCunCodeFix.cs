using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Initializes the layers of a class by LeCun for NG1023, at the end of its constructor. The model begins elsewhere, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeCunCodeFix))]
[Shared]
public sealed class LeCunCodeFix() : RuleCodeFix(RuleIds.SeluWithoutLeCun, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ClassDeclarationSyntax type) yield break;
        var constructors = type.Members.OfType<ConstructorDeclarationSyntax>().Where(constructor => constructor.Initializer?.ThisOrBaseKeyword.ValueText != "this").ToList();
        if (constructors is not [var constructor]) yield break;
        var statements = ConstructorStatements.Of(constructor);
        // Only what is registered is found below the model.
        if (ConstructorStatements.IndexOfCall(statements, "RegisterComponents") < 0) yield break;
        const string Call = "torch.nn.init.lecun_normal_(this)";
        var changed = place.Root.ReplaceNode(constructor, ConstructorStatements.With(constructor, statements.Add(ConstructorStatements.Call(Call))));
        yield return ("Initialize all layers by LeCun: the model begins elsewhere", Imports.Add(changed, Imports.Missing(place.Model, constructor.SpanStart, SyntaxFactory.ParseExpression(Call))));
    }
}
