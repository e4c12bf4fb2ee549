using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the comment at the top of a joint's file.</summary>
internal static class JointHeader
{
    /// <summary>The comment.</summary>
    public static void Write(SourceWriter writer, Joint joint)
    {
        var norms = joint.Closing.Concat(joint.Opening).Select(s => s.Formula).Prepend(joint.Norm).OfType<NormFormula>().Select(n => $"{n.Container}.{n.Method}").Distinct().ToList();
        writer.Line($"// {joint.ClassName}: {Summary(joint)}{(norms.Count == 0 ? "" : $" Norm: {string.Join(", ", norms)}")}");
        foreach (var line in Formulas(joint)) writer.Line("//   " + line);
    }

    /// <summary>What it is, in a sentence.</summary>
    public static string Summary(Joint joint)
    {
        var place = joint.Kind switch
        {
            JointKind.Pre => "Pre-LN between two sublayers",
            JointKind.PreLast => "Pre-LN behind the last sublayer",
            JointKind.Post => "Post-LN behind a sublayer",
            JointKind.Peri => "Peri-LN between two sublayers",
            JointKind.PeriLast => "Peri-LN behind the last sublayer",
            JointKind.Output => "Behind a sublayer whose output alone is normalized",
            JointKind.Bare => "Behind a sublayer, without norms",
            _ => "Before the first sublayer",
        };
        var parts = Parts(joint).ToList();
        return $"{place}: {string.Join(", ", parts.Take(parts.Count - 1))}{(parts.Count > 1 ? ", then " : "")}{parts[parts.Count - 1]}.";
    }

    /// <summary>What is in it, in the order it is computed.</summary>
    public static IEnumerable<string> Parts(Joint joint)
    {
        foreach (var step in joint.Closing) yield return $"the sublayer's {step.Word}";
        if (joint.HasNormOut) yield return "output norm";
        if (joint.HasGain) yield return "a factor a feature";
        if (joint.HasDropout) yield return "dropout";
        if (joint.Recentres) yield return "less the mean";
        if (joint.IsLearned) yield return joint.Scale == JointScale.Learned ? "a learned factor" : "a learned factor and offset";
        if (joint.HasBranch) yield return "residual addition";
        if (joint.HasNormIn) yield return joint.Kind switch { JointKind.Post => "the norm", JointKind.Pre => "the next sublayer's norm", JointKind.Peri => "the next sublayer's input norm", _ => "its norm" };
        foreach (var step in joint.Opening) yield return $"the {step.Word} it opens with";
    }

    /// <summary>What it computes, one formula a result.</summary>
    public static IEnumerable<string> Formulas(Joint joint)
    {
        var branch = "branch";
        for (var i = 0; i < joint.Closing.Count; i++) branch = Step(joint.Closing[i], branch, "close", i, Dropouts(i));
        if (joint.HasNormOut) branch = Norm(joint.Norm!, branch, "out_");
        if (joint.HasGain) branch = $"gain · {Factor(branch)}";
        if (joint.HasDropout) branch = $"dropout({branch}, p, {Seed(Dropouts(joint.Closing.Count))})";
        if (joint.Recentres) branch = $"centred({branch})";
        var sum = !joint.HasBranch ? "x" : joint.Scale switch
        {
            JointScale.Branch => $"x + scale · {Factor(branch)}",
            JointScale.Stream => $"scale · x + {branch}",
            JointScale.Learned => $"x + alpha · {Factor(branch)}",
            JointScale.LearnedWithOffset => $"x + alpha · {Factor(branch)} + offset",
            _ => $"x + {branch}",
        };
        if (!joint.HasNormIn) return ["h = " + sum];
        if (joint.Kind == JointKind.Post) return joint.ReturnsStream ? ["h = " + Norm(joint.Norm!, sum, "in_"), "n = " + Opened("h")] : ["n = " + Norm(joint.Norm!, sum, "in_")];
        return joint.ReturnsStream ? ["h = " + sum, "n = " + Opened(Norm(joint.Norm!, "h", "in_"))] : ["n = " + Opened(Norm(joint.Norm!, sum, "in_"))];

        int Dropouts(int before) => joint.Closing.Take(before).Count(s => s.Kind == BranchStepKind.Dropout);

        string Opened(string value)
        {
            for (var i = 0; i < joint.Opening.Count; i++) value = Step(joint.Opening[i], value, "open", i, 0);
            return value;
        }
    }

    private static string Factor(string text) => text.IndexOf(" + ", StringComparison.Ordinal) >= 0 && text[text.Length - 1] != ')' ? $"({text})" : text;

    private static string Step(JointStep step, string value, string prefix, int index, int dropouts) => step.Kind switch
    {
        BranchStepKind.Norm => Norm(step.Formula!, value, $"{prefix}{index + 1}_"),
        BranchStepKind.Bias => value + " + bias",
        BranchStepKind.Dropout => $"dropout({value}, p{index + 1}, {Seed(dropouts)})",
        _ => $"{step.Function}({value})",
    };

    /// <summary>Each dropout of a joint draws by a seed of its own.</summary>
    private static string Seed(int dropouts) => dropouts == 0 ? "seed" : $"seed + {dropouts}";

    private static string Norm(NormFormula norm, string value, string prefix)
        => $"{norm.Method}({string.Join(", ", norm.Parameters.Select(p => prefix + p.Name).Prepend(value))})";
}
