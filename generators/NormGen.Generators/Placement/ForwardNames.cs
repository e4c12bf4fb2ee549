using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Residuals;

namespace NormGen.Generators.Placement;

/// <summary>Names of locals that no parameter of the user's <c>forward</c> has.</summary>
internal sealed class ForwardNames(ForwardModel forward)
{
    /// <summary>The wanted name, with as many underscores behind it as it takes.</summary>
    public string Of(string name)
    {
        while (forward.Parameters.Any(p => p.Name == name)) name += "_";
        return name;
    }

    /// <summary>The local that a learned number is read into.</summary>
    public string Of(LearnedScale number) => Of(number.Field);
}
