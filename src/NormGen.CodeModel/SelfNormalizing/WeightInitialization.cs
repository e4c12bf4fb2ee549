using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>How the text of a class initializes its layers, as far as it shows.</summary>
internal static class WeightInitialization
{
    private static readonly HashSet<string> ForOthers = ["kaiming_uniform_", "xavier_normal_", "xavier_uniform_", "orthogonal_"];

    private static readonly HashSet<string> Biases = ["zeros_", "zero_", "ones_"];

    /// <summary>Torch's default, or an initialization for other activations; null where LeCun's, a loaded checkpoint or anything that is not known may be meant.</summary>
    public static string? Of(INamedTypeSymbol type, CancellationToken token)
    {
        var calls = type.DeclaringSyntaxReferences.SelectMany(place => place.GetSyntax(token).DescendantNodes().OfType<InvocationExpressionSyntax>()).ToList();
        var how = "torch's default (variance 1 / (3 fan_in))";
        foreach (var call in calls)
        {
            var name = call.Expression switch { MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText, IdentifierNameSyntax identifier => identifier.Identifier.ValueText, _ => "" };
            if (name is "kaiming_normal_") how = IsLinear(call) ? "" : "kaiming_normal_ for other activations";
            else if (ForOthers.Contains(name)) how = name;
            else if (name.StartsWith("load", StringComparison.Ordinal) || name == "InitializeSelfNormalizing" || name.EndsWith("_", StringComparison.Ordinal) && !Biases.Contains(name)) return null;
            if (how.Length == 0) return null;
        }

        return how;
    }

    /// <summary><c>kaiming_normal_</c> by inputs and without the gain of ReLU is LeCun's.</summary>
    private static bool IsLinear(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Any(argument => argument.Expression.ToString().EndsWith("Linear", StringComparison.Ordinal));
}
