using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeFixes.Syntax;

namespace NormGen.CodeFixes.Fixes;

/// <summary>A layer norm as a field beside that of a linear map, made where the map is made and of its size.</summary>
internal static class NormField
{
    /// <summary>Adds it and calls it on an expression; null where the field is declared or made in a way that is not understood, or the name is taken.</summary>
    /// <param name="place">Where the fix is asked for.</param>
    /// <param name="layer">The linear map.</param>
    /// <param name="name">The norm's name.</param>
    /// <param name="size">Which argument of the map's creation is the norm's size.</param>
    /// <param name="stream">What is to be normalized.</param>
    public static SyntaxNode? Add(FixPlace place, ExpressionSyntax layer, string name, int size, ExpressionSyntax stream)
    {
        if (place.Model.GetSymbolInfo(layer, place.Token).Symbol is not IFieldSymbol field || AddedModule.Beside(place, field, stream) is not { } beside) return null;
        if (field.ContainingType.GetMembers(name).Length > 0 || !place.Model.LookupNamespacesAndTypes(beside.Declaration.SpanStart, name: "LayerNorm").Any()) return null;
        if (beside.Creation is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments, Expression: var factory } || arguments.Count <= size || arguments.Take(size + 1).Any(argument => argument.NameColon is not null)) return null;
        var made = $"{(factory is MemberAccessExpressionSyntax { Expression: var around } ? around + "." : "")}LayerNorm({arguments[size].Expression})";
        return beside.Add(place.Root, "LayerNorm", name, made, stream, SyntaxFactory.ParseExpression($"{name}.call({stream})"));
    }
}
