using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the composed form of a joint: the norms' own fused methods and an addition. It is what other devices, other types and second derivatives run.</summary>
internal static class JointComposition
{
    /// <summary>The statements.</summary>
    public static void Write(SourceWriter writer, Joint joint)
    {
        var scale = joint.IsScaled ? ", scale" : "";
        var branch = "branch";
        if (joint.HasNormOut)
        {
            branch = "normalized";
            writer.Line($"using var {branch} = {Norm(joint, "branch", "out_")};");
        }

        var sum = $"ResidualStream.Add(x, {branch}{scale})";
        switch (joint.Kind)
        {
            case JointKind.PeriLast:
                writer.Line($"return {sum};");
                break;
            case JointKind.Post:
                writer.Line($"using var h = {sum};");
                writer.Line($"return {Norm(joint, "h", "in_")};");
                break;
            default:
                writer.Line($"var h = {sum};");
                writer.Line($"return (h, {Norm(joint, "h", "in_")});");
                break;
        }
    }

    private static string Norm(Joint joint, string value, string prefix)
        => $"{NormCall.Method(joint.Norm)}({string.Join(", ", joint.Norm.Parameters.Select(p => prefix + p.Name).Prepend(value))})";
}
