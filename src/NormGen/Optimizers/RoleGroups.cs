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

    /// <summary>One group a role (two where some of its parameters train by more than that), in order of first appearance.</summary>
    internal static IEnumerable<TGroup> ByRole<TGroup>(IEnumerable<(ParameterRole role, string name, Parameter parameter)> parameters, Func<ParameterRole?, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
        where TGroup : ParamGroup
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var origin = (parameters as AssignedRoles)?.Origin ?? RoleOrigin.Given;
        var treatments = (parameters as AssignedRoles)?.Treatments;
        return parameters.GroupBy(item => (item.role, Treatment: treatments?.GetValueOrDefault(item.name, GroupTreatment.Usual) ?? GroupTreatment.Usual))
            .Select(items => From(origin, items.Key.Treatment, group(items.Key.role, [.. items.Select(item => (item.name, item.parameter))])));
    }

    /// <summary>A group whose options know where the role comes from and what the group trains by apart from it.</summary>
    internal static TGroup From<TGroup>(RoleOrigin origin, GroupTreatment treatment, TGroup group)
        where TGroup : ParamGroup
    {
        var options = (FusedOptimizerOptions)group.Options;
        (options.Origin, options.Treatment) = (origin, treatment);
        return group;
    }

    /// <summary>One group of parameters with names, whose roles their shapes decide.</summary>
    internal static IEnumerable<TGroup> Named<TGroup>(IEnumerable<(string name, Parameter parameter)> parameters, Func<ParameterRole?, IReadOnlyList<(string name, Parameter parameter)>, TGroup> group)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [group(null, [.. parameters])];
    }
}
