using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeFixes.Fixes;

/// <summary>The creation of a norm over features with the arguments of a BatchNorm's that mean the same.</summary>
internal static class NormCreation
{
    /// <summary>The creation, at the place the old one is written; null where the arguments are not understood.</summary>
    public static ExpressionSyntax? InPlaceOf(InvocationExpressionSyntax creation, string norm, SemanticModel model)
    {
        if (model.GetOperation(creation) is not IInvocationOperation call) return null;
        var arguments = new List<string>();
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.Explicit) continue;
            var value = argument.Value.Syntax.ToString();
            switch (argument.Parameter?.Name)
            {
                case "num_features": arguments.Insert(0, value); break;
                case "eps" or "device" or "dtype": arguments.Add($"{argument.Parameter.Name}: {value}"); break;
                case "affine": arguments.Add($"elementwise_affine: {value}"); break;
            }
        }

        var place = creation.Expression is MemberAccessExpressionSyntax { Expression: var written } ? written.ToString() : "torch.nn";
        return SyntaxFactory.ParseExpression($"{place}.{norm}({string.Join(", ", arguments)})").WithTriviaFrom(creation);
    }
}
