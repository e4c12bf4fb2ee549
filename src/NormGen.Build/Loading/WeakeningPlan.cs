using NormGen.Build.Elf;

namespace NormGen.Build.Loading;

/// <summary>
/// Which version needs of a library to mark weak. Only a need without a relocation behind it may be: nothing calls into that version, so a
/// loader that goes on without it loses nothing. (libLibTorchSharp.so 0.107.0 asks for GLIBCXX_3.4.32 because of
/// <c>std::ios_base_library_init()</c>, which newer compilers name in every file that includes iostream.)
/// </summary>
/// <param name="Weaken">The needs to mark: unmet, unused, not weak yet.</param>
/// <param name="AlreadyWeak">Unmet needs that are weak already.</param>
/// <param name="Unmet">Unmet needs that code relies on: no flag helps here.</param>
internal sealed record WeakeningPlan(IReadOnlyList<VersionNeed> Weaken, IReadOnlyList<VersionNeed> AlreadyWeak, IReadOnlyList<VersionNeed> Unmet)
{
    /// <summary>Decides for a library and the versions that this machine's C++ standard library defines.</summary>
    /// <param name="image">The library.</param>
    /// <param name="defined">The versions at hand; null to mark every unused need, for machines other than this one.</param>
    public static WeakeningPlan For(ElfImage image, ISet<string>? defined)
    {
        ISet<ushort> used = SymbolVersioning.UsedVersions(image);
        List<VersionNeed> weaken = [], already = [], unmet = [];
        foreach (VersionNeed need in SymbolVersioning.Needs(image))
        {
            if (need.Library != StandardLibrary.FileName || defined?.Contains(need.Version) == true)
            {
                continue;
            }

            bool isUsed = used.Contains(need.Index);
            if (need.IsWeak)
            {
                already.Add(need);
            }
            else if (!isUsed)
            {
                weaken.Add(need);
            }
            else if (defined is not null)
            {
                unmet.Add(need);
            }
        }

        return new(weaken, already, unmet);
    }

    /// <summary>The library with the planned needs marked weak, as new bytes.</summary>
    public byte[] Apply(byte[] content)
    {
        byte[] patched = (byte[])content.Clone();
        foreach (VersionNeed need in Weaken)
        {
            patched[(int)need.FlagsOffset] |= (byte)SymbolVersioning.WeakFlag;
        }

        return patched;
    }
}
