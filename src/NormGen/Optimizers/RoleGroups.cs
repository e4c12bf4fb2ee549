using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>Makes parameter groups of parameters with roles, for generated optimizers.</summary>
public static class RoleGroups
{
    /// <summary>One group of AdamW a role, vectors and scalars with a weight decay of their own.</summary>
    /// <param name="parameters">Role, name and parameter.</param>
    /// <param name="vector_weight_decay">The decay of vectors and scalars: gains and biases are usually not decayed, since zero is not a natural value for them.</param>
    /// <returns>The groups in the order of first appearance; the decay of the others is left to the optimizer.</returns>
    public static IEnumerable<FusedAdamW.ParamGroup> AdamW(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double vector_weight_decay)
        => AdamW(parameters, (double?)vector_weight_decay);

    internal static IEnumerable<FusedAdamW.ParamGroup> AdamW(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, double? vector_weight_decay)
        => ByRole(parameters, (role, named) => new FusedAdamW.ParamGroup(named, new() { role = role, weight_decay = role is ParameterRole.Vector or ParameterRole.Scalar ? vector_weight_decay : null }));

    internal static IEnumerable<SCALE.ParamGroup> Scale(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters)
        => ByRole(parameters, (role, named) => new SCALE.ParamGroup(named, new() { role = role }));

    /// <summary>One group a role, in order of first appearance.</summary>
    internal static IEnumerable<TGroup> ByRole<TGroup>(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, Func<ParameterRole?, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
        where TGroup : ParamGroup
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var origin = (parameters as AssignedRoles)?.Origin ?? RoleOrigin.Given;
        return parameters.GroupBy(item => item.role).Select(items => From(origin, group(items.Key, [.. items.Select(item => (item.name, item.parameter))])));
    }

    /// <summary>A group whose options know where the role comes from.</summary>
    internal static TGroup From<TGroup>(RoleOrigin origin, TGroup group)
        where TGroup : ParamGroup
    {
        ((FusedOptimizerOptions)group.Options).Origin = origin;
        return group;
    }

    /// <summary>One group of parameters with names, whose roles their shapes decide.</summary>
    internal static IEnumerable<TGroup> Named<TGroup>(IEnumerable<(string name, Parameter parameter)> parameters, Func<ParameterRole?, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [group(null, [.. parameters])];
    }
}
