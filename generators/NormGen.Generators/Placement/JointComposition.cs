using NormGen.CodeModel.Placement;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>Writes the composed form of a joint: the norms' own fused methods, TorchSharp's functions and an addition. It is what other devices, other types and second derivatives run.</summary>
internal sealed class JointComposition
{
    private readonly SourceWriter writer;
    private readonly Joint joint;
    private int steps;
    private int dropouts;

    private JointComposition(SourceWriter writer, Joint joint)
    {
        this.writer = writer;
        this.joint = joint;
    }

    /// <summary>The statements.</summary>
    public static void Write(SourceWriter writer, Joint joint) => new JointComposition(writer, joint).Write();

    private void Write()
    {
        var h = "x";
        if (joint.HasBranch) h = Sum(Branch());
        if (!joint.HasNormIn)
        {
            writer.Line($"return {h};");
            return;
        }

        if (joint.Kind == JointKind.Post && joint.ReturnsStream)
        {
            writer.Line($"using var sum = {h};");
            writer.Line($"var h = {Norm(joint.Norm!, "sum", "in_")};");
            writer.Line($"return (h, {Opened("h")});");
            return;
        }

        if (joint.HasBranch)
        {
            writer.Line($"{(joint.ReturnsStream ? "" : "using ")}var h = {h};");
            h = "h";
        }

        var n = Norm(joint.Norm!, h, "in_");
        if (joint.Opening.Count > 0) n = Opened(Named(n));
        writer.Line(joint.ReturnsStream ? $"return (h, {n});" : $"return {n};");
    }

    private string Sum(string branch) => joint.Scale switch
    {
        JointScale.Branch => $"ResidualStream.Add(x, {branch}, scale)",
        JointScale.Stream => $"ResidualStream.Add({branch}, x, scale)",
        JointScale.Learned => $"ResidualStream.Add(x, {branch}, alpha)",
        JointScale.LearnedWithOffset => $"ResidualStream.Add(x, {branch}, alpha, offset)",
        _ => $"ResidualStream.Add(x, {branch})",
    };

    private string Branch()
    {
        var branch = "branch";
        for (var i = 0; i < joint.Closing.Count; i++) branch = Named(Step(joint.Closing[i], branch, "close", i));
        if (joint.HasNormOut) branch = Named(Norm(joint.Norm!, branch, "out_"));
        if (joint.HasGain) branch = Named($"{branch}.mul(gain)");
        if (joint.HasDropout) branch = Named(Dropout(branch, "p"));
        return joint.Recentres ? Named($"ResidualStream.Centred({branch})") : branch;
    }

    /// <summary>The norms that the next sublayer opens with, all but the last as statements.</summary>
    private string Opened(string value)
    {
        for (var i = 0; i < joint.Opening.Count - 1; i++) value = Named(Step(joint.Opening[i], value, "open", i));
        return Step(joint.Opening[joint.Opening.Count - 1], value, "open", joint.Opening.Count - 1);
    }

    private string Named(string expression)
    {
        var name = "step" + ++steps;
        writer.Line($"using var {name} = {expression};");
        return name;
    }

    private string Step(JointStep step, string value, string prefix, int index) => step.Kind switch
    {
        BranchStepKind.Norm => Norm(step.Formula!, value, $"{prefix}{index + 1}_"),
        BranchStepKind.Bias => $"{value}.add(bias)",
        BranchStepKind.Dropout => Dropout(value, $"p{index + 1}"),
        BranchStepKind.GeluTanh => $"global::TorchSharp.torch.nn.functional.gelu({value}, global::TorchSharp.Modules.GELU.Approximate.tanh)",
        _ => $"global::TorchSharp.torch.nn.functional.{step.Function}({value})",
    };

    private string Dropout(string value, string rate) => $"global::NormGen.CounterRandom.dropout({value}, {rate}, seed{(dropouts++ is 0 ? "" : " + " + (dropouts - 1))})";

    private static string Norm(NormFormula norm, string value, string prefix)
        => $"{NormCall.Method(norm)}({string.Join(", ", norm.Parameters.Select(p => prefix + p.Name).Prepend(value))})";
}
