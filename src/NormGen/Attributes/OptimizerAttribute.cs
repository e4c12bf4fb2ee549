namespace NormGen;

/// <summary>Generates <c>CreateOptimizer</c> on a model class: every parameter, through nested modules and lists, in exactly one role, decided at compile time.</summary>
/// <param name="kind">The optimizer. Beside <c>using TorchSharp.Modules</c> write <c>OptimizerKind.AdamW</c> and <c>OptimizerKind.SGD</c>: the bare names mean TorchSharp's classes there too.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OptimizerAttribute(OptimizerKind kind) : Attribute
{
    /// <summary>The optimizer.</summary>
    public OptimizerKind Kind { get; } = kind;
}
