namespace NormGen;

/// <summary>
/// Says which <see cref="FusedAttribute"/> method computes a norm module, so that placement attributes can fuse it with its neighbours.
/// The method's parameters after the first are matched by name with the module's public properties (<c>weight</c>, <c>bias</c>, <c>eps</c>).
/// </summary>
/// <param name="container">The type that declares the method.</param>
/// <param name="method">The method's name.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NormFormulaAttribute(Type container, string method) : Attribute
{
    /// <summary>The type that declares the method.</summary>
    public Type Container { get; } = container;

    /// <summary>The method's name.</summary>
    public string Method { get; } = method;
}
