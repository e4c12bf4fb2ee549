using System.Text;

namespace NormGen.CodeModel.Types;

/// <summary>Makes identifiers of names in <c>state_dict</c>.</summary>
public static class StateNames
{
    /// <summary>The field and the property of a name in the state: <c>mlp_norm</c> is <c>mlpNorm</c> and <c>MlpNorm</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Both, the field escaped where it is a keyword.</returns>
    public static (string Field, string Property) Identifiers(string name)
    {
        var property = string.Concat(Words(name).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1)));
        return (TypeText.Escape(char.ToLowerInvariant(property[0]) + property.Substring(1)), property);
    }

    /// <summary>The parts of a name that can stand in an identifier; never none.</summary>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in name + "_")
        {
            if (char.IsLetterOrDigit(letter)) word.Append(letter);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (words.Count == 0 || char.IsDigit(words[0][0])) words.Insert(0, "Norm");
        return words;
    }
}
