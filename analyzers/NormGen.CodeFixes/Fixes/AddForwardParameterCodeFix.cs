using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using NormGen.Analyzers;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Adds the parameter that a sublayer needs to the block's <c>forward</c>, and to the base class that it overrides, for NG0004.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddForwardParameterCodeFix))]
[Shared]
public sealed class AddForwardParameterCodeFix() : RuleCodeFix(RuleIds.UnmatchedSublayerArgument, keepsMeaning: false)
{
    private const int MostTypeArguments = 7; // Module<T1, .., T6, TResult> is the largest

    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (Finding.Kind(place.Diagnostic) != "ArgumentMissing" || Finding.Arguments(place.Diagnostic).ToList() is not [_, var name, var shown, _, var full]) yield break;
        if (place.First.Parent?.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } declared || place.Model.GetDeclaredSymbol(declared, place.Token) is not { } block) yield break;
        var forward = block.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault(m => m.IsPartialDefinition);
        if (forward?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(place.Token) is not MethodDeclarationSyntax method || method.SyntaxTree != place.Root.SyntaxTree) yield break;

        var type = SyntaxFactory.ParseTypeName(full).WithAdditionalAnnotations(Simplifier.Annotation);
        var parameters = method.ParameterList.AddParameters(SyntaxFactory.Parameter(SyntaxFactory.Identifier(TypeText.Escape(name))).WithType(type.WithTrailingTrivia(SyntaxFactory.Space)));
        if (!forward.IsOverride)
        {
            yield return ($"Add the parameter '{shown} {name}' to forward", place.Root.ReplaceNode(method.ParameterList, parameters));
        }
        else if (BaseArguments(place, block) is { } arguments)
        {
            var wider = arguments.WithArguments(arguments.Arguments.Insert(arguments.Arguments.Count - 1, type));
            yield return (
                $"Add the parameter '{shown} {name}' to forward and to its base class",
                place.Root.ReplaceNodes<SyntaxNode, SyntaxNode>([method.ParameterList, arguments], (node, _) => node == arguments ? wider : parameters));
        }
    }

    /// <summary>The type arguments in <c>: Module&lt;Tensor, Tensor&gt;</c>, where the class derives from it directly and one more is possible.</summary>
    private static TypeArgumentListSyntax? BaseArguments(FixPlace place, INamedTypeSymbol block)
    {
        if (block.BaseType is not { } parent || !KnownModules.IsModuleBase(parent)) return null;
        return block.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(place.Token)).OfType<ClassDeclarationSyntax>()
            .Where(part => part.SyntaxTree == place.Root.SyntaxTree && part.BaseList is not null)
            .SelectMany(part => part.BaseList!.Types)
            .Where(written => SymbolEqualityComparer.Default.Equals(place.Model.GetTypeInfo(written.Type, place.Token).Type, parent))
            .Select(written => written.Type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().FirstOrDefault()?.TypeArgumentList)
            .FirstOrDefault(arguments => arguments is { Arguments.Count: < MostTypeArguments });
    }
}
