using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the comment at the top of a joint's file.</summary>
internal static class JointHeader
{
    /// <summary>The comment.</summary>
    public static void Write(SourceWriter writer, Joint joint)
    {
        writer.Line($"// {joint.ClassName}: {Summary(joint)} Norm: {joint.Norm.Container}.{joint.Norm.Method}");
        foreach (var line in Formulas(joint)) writer.Line("//   " + line);
    }

    /// <summary>What it is, in a sentence.</summary>
    public static string Summary(Joint joint) => joint.Kind switch
    {
        JointKind.Pre => "Pre-LN between two sublayers: residual addition, then the next sublayer's norm.",
        JointKind.Post => "Post-LN behind a sublayer: residual addition, then the norm.",
        JointKind.Peri => "Peri-LN between two sublayers: output norm, residual addition, then the next sublayer's input norm.",
        _ => "Peri-LN behind the last sublayer: output norm, then residual addition.",
    };

    /// <summary>What it computes, one formula a result.</summary>
    public static IEnumerable<string> Formulas(Joint joint)
    {
        var branch = joint.HasNormOut ? Norm(joint, "branch", "out_") : "branch";
        var sum = $"x + {(joint.IsScaled ? "scale · " : "")}{branch}";
        if (!joint.ReturnsStream) return ["n = " + Norm(joint, sum, "in_")];
        return joint.HasNormIn ? ["h = " + sum, "n = " + Norm(joint, "h", "in_")] : ["h = " + sum];
    }

    private static string Norm(Joint joint, string value, string prefix)
        => $"{joint.Norm.Method}({string.Join(", ", joint.Norm.Parameters.Select(p => prefix + p.Name).Prepend(value))})";
}
