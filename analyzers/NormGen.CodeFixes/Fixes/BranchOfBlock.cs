using NormGen.CodeModel.HandWritten;
using NormGen.CodeModel.Reviews;

namespace NormGen.CodeFixes.Fixes;

/// <summary>A branch of a hand-written block, as the finding of NG1030 describes it.</summary>
/// <param name="member">The sublayer's field.</param>
/// <param name="name">What its norms are named after.</param>
/// <param name="norms">Its norms: the name in the state and the field of each.</param>
/// <param name="dropout">Its dropout, or empty.</param>
internal sealed class BranchOfBlock(string member, string name, IReadOnlyList<(string State, string Field)> norms, string dropout)
{
    /// <summary>The sublayer's field.</summary>
    public string Field => member;

    /// <summary>The fields of its norms.</summary>
    public IEnumerable<string> NormFields => norms.Select(norm => norm.Field);

    /// <summary>The names in the state that would change without names of their own.</summary>
    public IEnumerable<(string From, string To)> Renamed => norms.Select((norm, index) => (norm.State, Standard(index))).Where(pair => pair.State != pair.Item2);

    /// <summary>Reads an argument of the finding.</summary>
    public static BranchOfBlock Of(string argument)
    {
        var parts = argument.Split(HandWrittenBlockReader.Separator);
        return new(parts[0], parts[1], parts[4].Length == 0 ? [(parts[2], parts[3])] : [(parts[2], parts[3]), (parts[4], parts[5])], parts[6]);
    }

    /// <summary>The attribute on the sublayer's field.</summary>
    /// <param name="keepsNames">Whether its norms keep their names in the state.</param>
    public string Attribute(bool keepsNames)
    {
        var arguments = new List<string>();
        for (var i = 0; i < norms.Count; i++)
        {
            if (keepsNames && norms[i].State != Standard(i)) arguments.Add($"Norm{(i == 0 ? "In" : "Out")} = \"{norms[i].State}\"");
        }

        if (dropout.Length > 0) arguments.Add($"Dropout = nameof({dropout})");
        return arguments.Count == 0 ? "Sublayer" : $"Sublayer({string.Join(", ", arguments)})";
    }

    private string Standard(int index) => name + (norms.Count == 1 ? "_norm" : index == 0 ? "_norm_in" : "_norm_out");
}
