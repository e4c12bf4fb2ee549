using NormGen.CodeModel.Invariance;

namespace NormGen.Generators.Optimizers;

/// <summary>A scale-invariant weight in the table of a model, for optimizers that go by it.</summary>
/// <param name="Pattern">The weight's name in <c>named_parameters()</c>, as in its row of roles.</param>
/// <param name="Group">The elements with a common scale.</param>
/// <param name="BlockRows">The rows of a block, or null where there are no blocks.</param>
/// <param name="Bias">The name of the bias that must be scaled together with it, or null.</param>
/// <param name="Cause">What takes the scale away.</param>
public sealed record ScaledRow(string Pattern, ScaleGroup Group, long? BlockRows, string? Bias, string Cause)
{
    /// <summary>The finding in words.</summary>
    public string Reason => $"scale-invariant {Words}{(Bias is null ? "" : " with its bias")}: {Pattern} -> {Cause}";

    private string Words => Group switch
    {
        ScaleGroup.Row => "per row",
        ScaleGroup.Block => $"per {BlockRows} rows",
        _ => "as a whole",
    };
}
