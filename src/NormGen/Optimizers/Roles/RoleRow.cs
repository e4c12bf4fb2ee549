using System.Globalization;

namespace NormGen.Optimizers;

/// <summary>One row of a <see cref="RoleTable"/>.</summary>
/// <param name="Pattern">
/// A name in <c>named_parameters()</c>. <c>*</c> stands for one index or key of a list, or for any characters of one (<c>layer*</c>); <c>^1</c> for the last item of a list that has parameters,
/// <c>^2</c> for the one before it; <c>**</c> at the end for everything below a module.
/// </param>
/// <param name="Role">The role. Below a module (<c>**</c>) it is the role of parameters with two dimensions; the others are vectors and scalars by their number of dimensions.</param>
/// <param name="IsOptional">Whether there may be no such parameter, because a constructor argument decides it.</param>
/// <param name="TiedTo">The pattern of the parameter whose tensor this one shares: TorchSharp lists the tensor once, under either name.</param>
/// <param name="Group">The elements with a common scale that does not matter; none where the data flow does not prove it.</param>
/// <param name="BlockRows">The rows of a block; 0 where there are no blocks.</param>
/// <param name="Bias">The pattern of the bias that has its scale in common with them; none where the weight stands alone.</param>
/// <param name="NoDecay">Whether weight decay leaves it alone, as the learned numbers of residual branches: decay would pull the branches to zero.</param>
/// <param name="RateFactor">What its learning rate is multiplied by: 0.1 for Fixup's numbers.</param>
public sealed record RoleRow(string Pattern, ParameterRole Role, bool IsOptional = false, string? TiedTo = null, ScaleGroup Group = ScaleGroup.None, int BlockRows = 0, string? Bias = null, bool NoDecay = false, double RateFactor = 1)
{
    private readonly string[] segments = Pattern.Split('.');

    /// <summary>What its parameters train by apart from their role.</summary>
    internal GroupTreatment Treatment => new(NoDecay, RateFactor);

    /// <summary>Whether the row is about that parameter.</summary>
    /// <param name="name">Its name in <c>named_parameters()</c>.</param>
    /// <returns>True if it is.</returns>
    public bool Matches(string name) => Matches(name, [name]);

    /// <summary>Whether the row is about that parameter of a model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="names">The names of all parameters of the model: they say how long its lists are.</param>
    internal bool Matches(string name, IReadOnlyCollection<string> names)
    {
        var parts = name.Split('.');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] == "**") return parts.Length > i;
            if (i >= parts.Length || !IsOf(segments[i], parts, i, names)) return false;
        }

        return parts.Length == segments.Length;
    }

    /// <summary>How much the pattern leaves open: of several rows about one parameter the one that leaves the least counts.</summary>
    internal int Openness => segments.Count(segment => segment.Contains('*', StringComparison.Ordinal)) + (segments[^1] == "**" ? 1000 : 0);

    /// <summary>Whether a parameter with that many dimensions can have the role.</summary>
    internal bool Suits(long dimensions) => segments[^1] == "**" || Role switch
    {
        ParameterRole.Scalar => dimensions == 0,
        ParameterRole.Matrix or ParameterRole.Embedding => dimensions == 2,
        ParameterRole.Head => dimensions >= 2,
        ParameterRole.Convolution => dimensions > 2,
        _ => dimensions != 2,
    };

    private static bool IsOf(string segment, string[] parts, int at, IReadOnlyCollection<string> names)
    {
        var star = segment.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0) return parts[at].Length >= segment.Length - 1 && parts[at].StartsWith(segment[..star], StringComparison.Ordinal) && parts[at].EndsWith(segment[(segment.LastIndexOf('*') + 1)..], StringComparison.Ordinal);
        if (!segment.StartsWith('^')) return segment == parts[at];
        var place = int.Parse(segment.AsSpan(1), CultureInfo.InvariantCulture);
        var list = string.Concat(parts.Take(at).Select(part => part + "."));
        var indices = names.Where(name => name.StartsWith(list, StringComparison.Ordinal)).Select(name => name[list.Length..].Split('.')[0]).Distinct().ToList();

        // Names are in the order of registration only within one module; numbers say their place themselves.
        if (indices.TrueForAll(index => int.TryParse(index, CultureInfo.InvariantCulture, out _))) indices = [.. indices.OrderBy(index => int.Parse(index, CultureInfo.InvariantCulture))];
        return place <= indices.Count && indices[^place] == parts[at];
    }

    /// <summary>The name that the row asks for beside a parameter in the same items of its lists, or null where the row has no list in common with it.</summary>
    /// <param name="name">The name of any parameter.</param>
    internal string? Expected(string name)
    {
        var parts = name.Split('.');
        var last = Array.LastIndexOf(segments, "*");
        if (last < 0 || last >= parts.Length - 1 || Pattern.Contains('^', StringComparison.Ordinal)) return null;
        for (var i = 0; i <= last; i++)
        {
            if (segments[i] != "*" && segments[i] != parts[i]) return null;
        }

        return string.Join('.', parts[..(last + 1)].Concat(segments[(last + 1)..]));
    }

    /// <summary>The role of a parameter with that many dimensions.</summary>
    internal ParameterRole RoleOf(long dimensions) => segments[^1] != "**" ? Role : dimensions switch
    {
        0 => ParameterRole.Scalar,
        2 => Role,
        > 2 when Role is ParameterRole.Convolution => Role,
        _ => ParameterRole.Vector,
    };
}
