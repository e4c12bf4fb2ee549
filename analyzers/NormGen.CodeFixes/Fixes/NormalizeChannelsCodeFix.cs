using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.Analyzers;
using NormGen.CodeFixes.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Normalizes each sample over its channels and pixels, for NG1002: a GroupNorm of one group, which has the parameters of the LayerNorm. Other results, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NormalizeChannelsCodeFix))]
[Shared]
public sealed class NormalizeChannelsCodeFix() : RuleCodeFix(RuleIds.NormOverWidth, keepsMeaning: false)
{
    private protected override IEnumerable<(string Title, SyntaxNode Changed)> Find(FixPlace place)
    {
        if (place.First.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } written || place.Model.GetOperation(written, place.Token) is not IInvocationOperation { TargetMethod: { Name: "LayerNorm" or "layer_norm" } method } call || !TorchTypes.IsOfTorchSharp(method)) yield break;
        var isFunction = method.Name == "layer_norm";
        if (Arguments(call) is not { } arguments) yield break;
        var creation = SyntaxFactory.ParseExpression($"{(written.Expression is MemberAccessExpressionSyntax { Expression: var around } ? around + "." : "")}{(isFunction ? "group_norm" : "GroupNorm")}({arguments})").WithTriviaFrom(written);
        var changes = new Dictionary<SyntaxNode, SyntaxNode> { [written] = creation };
        if (!isFunction && HoldingField.Of(written, place.Model) is { } holder)
        {
            if (holder.Field.Type.Name == "LayerNorm")
            {
                if (holder.Declaration.Variables.Count > 1) yield break;
                changes[holder.Declaration.Type] = SyntaxFactory.IdentifierName("GroupNorm").WithTriviaFrom(holder.Declaration.Type);
            }
        }
        else if (!isFunction && place.Model.GetTypeInfo(written, place.Token) is { Type: { } made, ConvertedType: { } target } && SymbolEqualityComparer.Default.Equals(made, target) && written.Parent is not EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Type.IsVar: true } })
        {
            yield break;
        }

        yield return ("Normalize each sample over channels and pixels, by a GroupNorm of one group: results change", place.Root.ReplaceNodes(changes.Keys, (old, _) => changes[old]));
    }

    /// <summary>The arguments of a GroupNorm of one group that mean the same; null where there are none.</summary>
    private static string? Arguments(IInvocationOperation call)
    {
        var (before, after) = ("1", new List<string>());
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit) continue;
            var value = argument.Value.Syntax.ToString();
            switch (argument.Parameter?.Name)
            {
                case "input": before = $"{value}, {before}"; break;
                case "normalized_shape" when call.TargetMethod.Name == "LayerNorm":
                    if (Only(argument.Value.Syntax) is not { } size) return null;
                    before += ", " + size;
                    break;
                case "normalized_shape": break;
                case "eps" or "device" or "dtype" or "weight" or "bias" when argument.Parameter.Type.SpecialType != SpecialType.System_Boolean: after.Add($"{argument.Parameter.Name}: {value}"); break;
                case "elementwise_affine": after.Add($"affine: {value}"); break;
                default: return null;
            }
        }

        return string.Join(", ", [before, .. after]);
    }

    /// <summary>The one size of a shape.</summary>
    private static SyntaxNode? Only(SyntaxNode shape) => shape switch
    {
        CollectionExpressionSyntax { Elements: [ExpressionElementSyntax { Expression: var size }] } => size,
        ArrayCreationExpressionSyntax { Initializer.Expressions: [var size] } => size,
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var size] } => size,
        CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax => null,
        _ => shape,
    };
}
