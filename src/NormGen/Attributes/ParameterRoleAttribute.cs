namespace NormGen;

/// <summary>States the role of a parameter, or of the weight of a module, where the model graph cannot decide it or decides otherwise than wanted.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ParameterRoleAttribute(ParameterRole role) : Attribute
{
    /// <summary>The role.</summary>
    public ParameterRole Role { get; } = role;
}
