using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.SelfNormalizing;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Calls <c>InitializeSelfNormalizing</c> for NG0025, where a constructor lacks the call or makes it too late.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SelfNormalizingCallCodeFix))]
[Shared]
public sealed class SelfNormalizingCallCodeFix() : RuleCodeFix(RuleIds.SelfNormalizingMisuse, keepsMeaning: true)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent is not ConstructorDeclarationSyntax constructor) yield break;
        var statements = ConstructorStatements.Of(constructor);
        var late = ConstructorStatements.IndexOfCall(statements, SelfNormalizingReader.Initializer);
        var call = late < 0 ? ConstructorStatements.Call($"{SelfNormalizingReader.Initializer}()") : statements[late];
        if (late >= 0) statements = statements.RemoveAt(late);
        var register = ConstructorStatements.IndexOfCall(statements, "RegisterComponents");
        yield return (
            $"Call {SelfNormalizingReader.Initializer}() {(register < 0 ? "at the end of the constructor" : "before RegisterComponents()")}",
            place.Root.ReplaceNode(constructor, ConstructorStatements.With(constructor, register < 0 ? statements.Add(call) : statements.Insert(register, call))));
    }
}
