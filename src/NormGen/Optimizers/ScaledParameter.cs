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
    /// <summary>One optimizer group for all that are alike, in order of first appearance.</summary>
    internal static IEnumerable<TGroup> Groups<TGroup>(IEnumerable<ScaledParameter> parameters, Func<ScaledParameter, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.GroupBy(item => (item.Role, item.Group, item.BlockRows)).Select(items => group(items.First(), [.. items.Select(item => (item.Name, item.Parameter))]));
    }
}
