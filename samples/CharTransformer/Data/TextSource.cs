using CharTransformerSample.Errors;

namespace CharTransformerSample.Data;

/// <summary>Finds and reads the text to train on.</summary>
public static class TextSource
{
    /// <summary>Reads a text file, or the repository's own text.</summary>
    /// <param name="path">A file, or null for the repository.</param>
    /// <param name="context">The window length, which decides how short a text may be.</param>
    /// <exception cref="UserError">There is no such text, or too little of it.</exception>
    public static Corpus Read(string? path, int context)
        => path is null ? Checked(RepositoryText.Read(), "the sources and documents of this repository", context) : Checked(ReadFile(path), path, context);

    private static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserError($"--text {path} is a directory; it must be a file.");
        }

        if (!File.Exists(path))
        {
            throw new UserError($"--text {path} does not exist (looked for {Path.GetFullPath(path)}).");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"--text {path} cannot be read: {error.Message}");
        }
    }

    private static Corpus Checked(byte[] text, string name, int context)
    {
        if (text.Length == 0)
        {
            throw new UserError($"--text {name} is empty.");
        }

        var shortest = Corpus.ShortestLength(context);
        if (text.Length < shortest)
        {
            throw new UserError($"--text {name} is too short: {text.Length} bytes, where --context {context} needs at least {shortest}, so that the held-out tenth holds one window and its target.");
        }

        return new Corpus(text, name);
    }
}
