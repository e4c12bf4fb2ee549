using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>Names the class of a joint.</summary>
internal static class JointNames
{
    private const string OwnFormulas = "NormGen.Modules.Norms";

    /// <summary>The norm, the placement, then what else is in it.</summary>
    public static string Of(Joint joint) => string.Concat(
        joint.Norm is { } norm ? Of(norm) : "",
        joint.HasBranch ? Of(joint.Scale) : "",
        joint.Kind.ToString(),
        "Joint",
        string.Concat(joint.Closing.Select(s => "_" + Of(s))),
        joint.HasGain ? "_Gain" : "",
        joint.HasDropout ? "_Drop" : "",
        joint.Recentres ? "_Centred" : "",
        string.Concat(joint.Opening.Select(s => "_Then_" + Of(s))));

    private static string Of(JointScale scale) => scale switch
    {
        JointScale.Branch => "Scaled",
        JointScale.Stream => "ScaledStream",
        JointScale.Learned => "Learned",
        JointScale.LearnedWithOffset => "LearnedOffset",
        _ => "",
    };

    private static string Of(JointStep step) => step.Kind == BranchStepKind.Norm ? Of(step.Formula!) + "Step" : step.Kind.ToString();

    private static string Of(NormFormula norm) => (norm.Container == OwnFormulas ? "" : Flat(norm.Container) + "_") + Flat(norm.Method);

    // An underscore is doubled, so that a.b_c and a_b.c do not meet.
    private static string Flat(string name) => new(name.Replace("_", "__").Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '_').ToArray());
}
