using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>A parameter with its role and the elements of it that have a scale which does not matter.</summary>
/// <param name="Role">The role.</param>
/// <param name="Group">The elements with a common scale.</param>
/// <param name="BlockRows">The rows of a block; 0 where there are no blocks.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Parameter">The parameter.</param>
public sealed record ScaledParameter(ParameterRole Role, ScaleGroup Group, int BlockRows, string Name, Parameter Parameter)
{
    /// <summary>The bias that has its scale in common with them, by name; null where the weight stands alone.</summary>
    public (string Name, Parameter Parameter)? Bias { get; init; }

    /// <summary>Where the role comes from.</summary>
    internal RoleOrigin Origin { get; init; } = RoleOrigin.Given;

    /// <summary>What it trains by apart from its role.</summary>
    internal GroupTreatment Treatment { get; init; } = GroupTreatment.Usual;

    /// <summary>One optimizer group for all that are alike, in order of first appearance; a weight with its bias is two neighbours.</summary>
    internal static IEnumerable<TGroup> Groups<TGroup>(IEnumerable<ScaledParameter> parameters, Func<ScaledParameter, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
        where TGroup : ParamGroup
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.GroupBy(item => (item.Role, item.Group, item.BlockRows, HasBias: item.Bias is not null, item.Treatment)).Select(items => RoleGroups.From(items.First().Origin, items.Key.Treatment, group(items.First(), [.. items.SelectMany(Named)])));

        static IEnumerable<(string, Parameter)> Named(ScaledParameter item) => item.Bias is { } bias ? [(item.Name, item.Parameter), (bias.Name, bias.Parameter)] : [(item.Name, item.Parameter)];
    }
}
