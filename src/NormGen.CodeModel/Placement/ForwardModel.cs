using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Placement;

/// <summary>The block's declared <c>forward</c>.</summary>
/// <param name="Modifiers">Its modifiers as declared, such as <c>public override partial</c>.</param>
/// <param name="ReturnType">The result's type in full.</param>
/// <param name="Parameters">The residual stream, then what sublayers need besides it.</param>
public sealed record ForwardModel(string Modifiers, string ReturnType, EquatableArray<ForwardParameter> Parameters)
{
    /// <summary>The residual stream.</summary>
    public ForwardParameter Stream => Parameters[0];
}
