using NormGen.Build.Elf;

namespace NormGen.Build.Loading;

/// <summary>The C++ standard library that the dynamic loader of this machine would take.</summary>
internal static class StandardLibrary
{
    /// <summary>The library's name.</summary>
    public const string FileName = "libstdc++.so.6";

    private static readonly string[] KnownDirectories =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/lib", "/usr/lib",
    ];

    /// <summary>The first copy for a processor, in the loader's own order: LD_LIBRARY_PATH, the loader's cache, the known directories.</summary>
    public static (string Path, ISet<string> Versions)? Find(ushort machine)
    {
        foreach (string path in Candidates())
        {
            if (Read(path, machine) is { } versions)
            {
                return (path, versions);
            }
        }

        return null;
    }

    private static IEnumerable<string> Candidates()
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split([':'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(directory, FileName);
        }

        const string cache = "/etc/ld.so.cache";
        if (File.Exists(cache))
        {
            foreach (string path in LoaderCache.Find(File.ReadAllBytes(cache), FileName))
            {
                yield return path;
            }
        }

        foreach (string directory in KnownDirectories)
        {
            yield return Path.Combine(directory, FileName);
        }
    }

    private static ISet<string>? Read(string path, ushort machine)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            ElfImage image = ElfImage.Parse(File.ReadAllBytes(path));
            return image.Machine == machine ? SymbolVersioning.Definitions(image) : null;
        }
        catch (ElfFormatException)
        {
            return null; // The loader skips files of another class or processor too.
        }
    }
}
