using System.Collections.ObjectModel;
using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>Parameters with their roles that know where these come from.</summary>
/// <param name="origin">Where from.</param>
/// <param name="items">Role, name and parameter.</param>
internal sealed class AssignedRoles(RoleOrigin origin, IList<(ParameterRole role, string name, Parameter parameter)> items) : ReadOnlyCollection<(ParameterRole role, string name, Parameter parameter)>(items)
{
    /// <summary>Where the roles come from.</summary>
    public RoleOrigin Origin { get; } = origin;

    /// <summary>What some of them train by apart from their role, by name.</summary>
    public IReadOnlyDictionary<string, GroupTreatment> Treatments { get; init; } = new Dictionary<string, GroupTreatment>();
}
