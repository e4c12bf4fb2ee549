namespace NormGen.Generators.Text;

/// <summary>Explains the star in names of parameters and modules.</summary>
internal static class AnyIndex
{
    /// <summary>The sentence, with a space before it; nothing where no name has a star.</summary>
    /// <param name="names">What a comment lists.</param>
    public static string Note(IEnumerable<string> names) => names.Any(name => name.Contains("*")) ? " * is any index of a list." : "";
}
