using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>The text of a block's call of a joint.</summary>
internal static class JointCall
{
    /// <summary>The call.</summary>
    public static string Text(Joint joint, NormModel norm, string stream, string branch, NormMember? own, NormMember? next)
    {
        // Post-LN's one norm stands behind the addition, where the others have the next sublayer's.
        var (normOut, normIn) = joint.Kind == JointKind.Post ? (null, own) : (own, next);
        var arguments = joint.Parameters.Select(p => p.Operand switch
        {
            JointOperand.Stream => stream,
            JointOperand.Branch => branch,
            JointOperand.Scale => "this.residualScale",
            JointOperand.NormOut => NormCall.Argument(norm.Arguments[p.Index], normOut!),
            _ => NormCall.Argument(norm.Arguments[p.Index], normIn!),
        });
        return $"global::{Joint.Namespace}.{joint.ClassName}.Run({string.Join(", ", arguments)})";
    }
}
