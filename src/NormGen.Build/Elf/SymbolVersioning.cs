namespace NormGen.Build.Elf;

/// <summary>Reads the GNU symbol versioning tables: what a library needs, what it defines, and which needs its code really uses.</summary>
internal static class SymbolVersioning
{
    /// <summary><c>VER_FLG_WEAK</c>: a missing version is then no reason to refuse the library.</summary>
    public const ushort WeakFlag = 2;

    /// <summary>The versions that a library needs (<c>.gnu.version_r</c>).</summary>
    public static IReadOnlyList<VersionNeed> Needs(ElfImage image)
    {
        List<VersionNeed> needs = [];
        if (image.Table(DynamicTag.VersionNeeds) is not { } entry)
        {
            return needs;
        }

        ElfBytes bytes = image.Bytes;
        for (ulong i = image.Dynamic(DynamicTag.VersionNeedCount) ?? 0, next = 1; i > 0 && next > 0; i--, entry += next)
        {
            next = bytes.UInt32(entry + 12);
            string library = image.Name(bytes.UInt32(entry + 4));
            ulong auxiliary = entry + bytes.UInt32(entry + 8);
            for (ulong j = bytes.UInt16(entry + 2), step = 1; j > 0 && step > 0; j--, auxiliary += step)
            {
                step = bytes.UInt32(auxiliary + 12);
                string version = image.Name(bytes.UInt32(auxiliary + 8));
                RequireHash(bytes.UInt32(auxiliary), version);
                needs.Add(new(library, version, bytes.UInt16(auxiliary + 6), (bytes.UInt16(auxiliary + 4) & WeakFlag) != 0, auxiliary + 4));
            }
        }

        return needs;
    }

    /// <summary>The versions that a library defines (<c>.gnu.version_d</c>).</summary>
    public static ISet<string> Definitions(ElfImage image)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        if (image.Table(DynamicTag.VersionDefinitions) is not { } entry)
        {
            return names;
        }

        ElfBytes bytes = image.Bytes;
        for (ulong i = image.Dynamic(DynamicTag.VersionDefinitionCount) ?? 0, next = 1; i > 0 && next > 0; i--, entry += next)
        {
            next = bytes.UInt32(entry + 16);
            names.Add(image.Name(bytes.UInt32(entry + bytes.UInt32(entry + 12))));
        }

        return names;
    }

    /// <summary>The version numbers of all symbols that a relocation refers to. A version outside of this set is asked for but never used.</summary>
    public static ISet<ushort> UsedVersions(ElfImage image)
    {
        HashSet<ushort> used = [];
        if (image.Table(DynamicTag.SymbolVersions) is not { } versions)
        {
            return used;
        }

        foreach ((ulong tag, ulong sizeTag, ulong entrySize) in new[]
        {
            (DynamicTag.RelocationsWithAddend, DynamicTag.RelocationsWithAddendSize, 24UL),
            (DynamicTag.Relocations, DynamicTag.RelocationsSize, 16UL),
            (DynamicTag.PltRelocations, DynamicTag.PltRelocationsSize, image.Dynamic(DynamicTag.PltRelocationKind) == DynamicTag.Relocations ? 16UL : 24UL),
        })
        {
            if (image.Table(tag) is not { } table)
            {
                continue;
            }

            ulong size = image.Dynamic(sizeTag) ?? 0;
            image.Bytes.Require(table, size, "its relocations do");
            for (ulong at = table; at + entrySize <= table + size; at += entrySize)
            {
                ulong symbol = image.Bytes.UInt64(at + 8) >> 32;
                used.Add((ushort)(image.Bytes.UInt16(versions + (2 * symbol)) & 0x7fff));
            }
        }

        return used;
    }

    // The loader compares hashes before names, so an entry whose hash differs is not the version that its name says.
    private static void RequireHash(uint hash, string name)
    {
        uint expected = 0;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(name))
        {
            expected = (expected << 4) + b;
            uint high = expected & 0xf0000000;
            expected = (expected ^ (high >> 24)) & ~high;
        }

        if (hash != expected)
        {
            throw new ElfFormatException($"the hash of the version need {name} is wrong");
        }
    }
}
