using System.Collections.Immutable;
using NormGen.CodeModel.Roles;

namespace NormGen.Generators.Optimizers;

/// <summary>What the <c>CreateOptimizer</c> of one optimizer says, takes and makes.</summary>
/// <param name="Title">The optimizer with its article, as the summary begins.</param>
/// <param name="Type">Its class.</param>
/// <param name="Make">The expression that makes it, with <c>{0}</c> in place of the parameters with their roles and <c>{1}</c> of the other arguments.</param>
/// <param name="Rule">What it does with a role, for the table.</param>
/// <param name="Remarks">What it does with each role and where it comes from, as documentation.</param>
/// <param name="Arguments">The arguments.</param>
public sealed record OptimizerSignature(string Title, string Type, string Make, Func<Role, string> Rule, ImmutableArray<string> Remarks, ImmutableArray<OptimizerArgument> Arguments)
{
    /// <summary>Whether it goes by the weights whose scale does not matter.</summary>
    public bool IsScaled => Arguments.Any(argument => argument.Name == InvarianceArgument);

    /// <summary>The argument that chooses where those weights are known from.</summary>
    internal const string InvarianceArgument = "invariance";
}
