using System.ComponentModel;

namespace NormGen;

/// <summary>Carries the expression graph of a <see cref="FusedAttribute"/> method, serialized, to compilations that see only metadata. Written by the generator.</summary>
/// <param name="graph">The serialized graph.</param>
[AttributeUsage(AttributeTargets.Method)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FormulaGraphAttribute(string graph) : Attribute
{
    /// <summary>The serialized graph.</summary>
    public string Graph { get; } = graph;

    /// <summary>Why no kernel could be written and TorchSharp operations compute the formula; null where there is a kernel.</summary>
    public string? Composed { get; init; }
}
