namespace NormGen;

/// <summary>Multiplies every residual branch of a block by a constant, outside an output norm: <c>x = x + s · f(x)</c>.</summary>
/// <remarks>On residual network depth, 2025. With a rule, n = sublayers of the block x depth, and the generated <c>InitializeNorms</c> takes the depth (number of blocks).</remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ScaledResidualAttribute : Attribute
{
    /// <summary>Scales by a rule over the number of residual branches.</summary>
    /// <param name="rule">The rule.</param>
    public ScaledResidualAttribute(ResidualScale rule) => Rule = rule;

    /// <summary>Scales by a constant.</summary>
    /// <param name="scale">The factor, finite and not zero.</param>
    public ScaledResidualAttribute(double scale) => Scale = scale;

    /// <summary>The rule, or null for a constant.</summary>
    public ResidualScale? Rule { get; }

    /// <summary>The constant, or null for a rule.</summary>
    public double? Scale { get; }
}
