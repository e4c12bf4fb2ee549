using System.Security.Cryptography;
using System.Text;
using CharTransformerSample.Errors;

namespace CharTransformerSample.Data;

/// <summary>The default text: this repository's own sources and documents.</summary>
public static class RepositoryText
{
    private const string Marker = "NormGen.sln";
    private static readonly HashSet<string> Kinds = [".cs", ".md", ".csproj", ".props", ".targets"];
    private static readonly HashSet<string> Built = ["bin", "obj", "artifacts", "TestResults"];

    /// <summary>Reads all files, one after the other.</summary>
    /// <exception cref="UserError">The repository cannot be found.</exception>
    public static byte[] Read()
    {
        var root = Find(AppContext.BaseDirectory) ?? Find(Environment.CurrentDirectory)
            ?? throw new UserError($"No {Marker} above {AppContext.BaseDirectory} or {Environment.CurrentDirectory}: say what to train on with --text FILE.");
        return Read(root);
    }

    /// <summary>Reads the files below a folder, in an order that looks random and is always the same, so that the held-out tenth is of every kind.</summary>
    public static byte[] Read(string root)
    {
        using var text = new MemoryStream();
        foreach (var file in Files(new DirectoryInfo(root)).OrderBy(file => Order(root, file), StringComparer.Ordinal))
        {
            text.Write(Encoding.UTF8.GetBytes(File.ReadAllText(file.FullName).ReplaceLineEndings("\n")));
            text.WriteByte((byte)'\n');
        }

        return text.ToArray();
    }

    private static string? Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
        => folder.EnumerateFiles().Where(file => Kinds.Contains(file.Extension))
            .Concat(folder.EnumerateDirectories().Where(child => !Built.Contains(child.Name) && child.Name[0] != '.' && child.LinkTarget is null).SelectMany(Files));

    private static string Order(string root, FileInfo file)
        => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file.FullName).Replace('\\', '/'))));
}
