using NormGen.Build.Elf;

namespace NormGen.Build.Loading;

/// <summary>What was found out about one library, and the patched copy if there is one.</summary>
/// <param name="PatchedFile">The copy to use instead, or null: the library stays as it is.</param>
/// <param name="IsNew">Whether the copy was written now (false: it stood there already).</param>
/// <param name="Message">What was done, or why nothing was.</param>
internal sealed record LibraryPatch(string? PatchedFile, bool IsNew, string Message)
{
    /// <summary>Writes the patched copy of a library where this machine needs one.</summary>
    /// <param name="library">The library, which is only read.</param>
    /// <param name="copy">Where the copy goes.</param>
    /// <param name="always">Whether to prepare for machines with an older C++ standard library than this one's.</param>
    /// <param name="findStandardLibrary">Finds the C++ standard library for a processor.</param>
    public static LibraryPatch Create(string library, string copy, bool always, Func<ushort, (string Path, ISet<string> Versions)?> findStandardLibrary)
    {
        try
        {
            byte[] content = File.ReadAllBytes(library);
            ElfImage image = ElfImage.Parse(content);
            (string Path, ISet<string> Versions)? standard = always ? null : findStandardLibrary(image.Machine);
            if (standard is null && !always)
            {
                return Untouched($"no {StandardLibrary.FileName} for its processor was found");
            }

            WeakeningPlan plan = WeakeningPlan.For(image, standard?.Versions);
            string where = standard is { } found ? $"{found.Path} lacks" : "older systems lack";
            if (plan.Unmet.Count > 0)
            {
                return Untouched($"{where} {Names(plan.Unmet)}, which it calls; it cannot be loaded on this system");
            }

            if (plan.Weaken.Count == 0)
            {
                return Untouched(plan.AlreadyWeak.Count > 0 ? $"{Names(plan.AlreadyWeak)} is weak already" : "every version that it needs is here");
            }

            bool isNew = Write(copy, plan.Apply(content));
            return new(copy, isNew, $"{where} {Names(plan.Weaken)}, which nothing in {Path.GetFileName(library)} calls: the copy in the output folder marks it as weak, so that it loads.");
        }
        catch (Exception e) when (e is ElfFormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            return Untouched(e.Message);
        }

        LibraryPatch Untouched(string reason) => new(null, false, $"{library} is left as it is: {reason}.");
    }

    private static string Names(IEnumerable<VersionNeed> needs) => string.Join(", ", needs.Select(need => need.Version));

    // Always a new file moved into place, never a write into an existing one: that one may be a hard link to somewhere else.
    private static bool Write(string path, byte[] content)
    {
        if (File.Exists(path) && File.ReadAllBytes(path).SequenceEqual(content))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = path + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, content);
        File.Delete(path);
        File.Move(temporary, path);
        return true;
    }
}
