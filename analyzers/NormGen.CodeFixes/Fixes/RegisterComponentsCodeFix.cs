using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Calls <c>RegisterComponents</c>, or moves the call behind <c>InitializeNorms</c>, for NG0003.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegisterComponentsCodeFix))]
[Shared]
public sealed class RegisterComponentsCodeFix() : RuleCodeFix(RuleIds.RegistrationOrder, keepsMeaning: true)
{
    private const string Register = "RegisterComponents";

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not { } constructor) yield break;
        var statements = ConstructorStatements.Of(constructor);
        var register = ConstructorStatements.IndexOfCall(statements, Register);
        var initialize = ConstructorStatements.IndexOfCall(statements, "InitializeNorms");
        if (Finding.Kind(place.Diagnostic) == "RegisterComponentsMissing")
            yield return ($"Call {Register}() at the end of the constructor", Changed(statements.Add(ConstructorStatements.Call(Register + "()"))));
        else if (register >= 0 && initialize > register)
            yield return ($"Move {Register}() behind InitializeNorms", Changed(statements.Insert(initialize + 1, statements[register]).RemoveAt(register)));

        SyntaxNode Changed(SyntaxList<StatementSyntax> changed) => place.Root.ReplaceNode(constructor, ConstructorStatements.With(constructor, changed));
    }
}
