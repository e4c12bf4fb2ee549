namespace NormGen;

/// <summary>Generates <c>CreateOptimizer</c> on a model class: every parameter, through nested modules and lists, in exactly one role, decided at compile time.</summary>
/// <param name="kind">The optimizer.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OptimizerAttribute(OptimizerKind kind) : Attribute
{
    /// <summary>The optimizer.</summary>
    public OptimizerKind Kind { get; } = kind;
}
