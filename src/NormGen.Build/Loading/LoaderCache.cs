using NormGen.Build.Elf;

namespace NormGen.Build.Loading;

/// <summary>Reads <c>/etc/ld.so.cache</c>, the dynamic loader's own table of library names and paths (format 1.1 of glibc 2.2 and later).</summary>
internal static class LoaderCache
{
    private const string Magic = "glibc-ld.so.cache1.1";
    private const ulong HeaderSize = 48, EntrySize = 24;

    /// <summary>The paths of a library in the cache's order; none where the cache is absent or of another format.</summary>
    public static IReadOnlyList<string> Find(byte[] cache, string library)
    {
        List<string> paths = [];
        try
        {
            ElfBytes bytes = new(cache);
            int start = IndexOfMagic(cache);
            if (start < 0)
            {
                return paths;
            }

            ulong header = (ulong)start, count = bytes.UInt32(header + 20);
            for (ulong i = 0; i < count; i++)
            {
                ulong entry = header + HeaderSize + (i * EntrySize);
                if (bytes.Text(header + bytes.UInt32(entry + 4)) == library)
                {
                    paths.Add(bytes.Text(header + bytes.UInt32(entry + 8)));
                }
            }
        }
        catch (ElfFormatException)
        {
            // A cut cache is as good as none: the known directories are asked next.
        }

        return paths;
    }

    // Up to glibc 2.32 the new format may follow the old one ("ld.so-1.7.0"); string offsets count from its own start.
    private static int IndexOfMagic(byte[] cache)
    {
        byte[] magic = System.Text.Encoding.ASCII.GetBytes(Magic);
        for (int at = 0; at + magic.Length <= cache.Length; at += 4)
        {
            int matched = 0;
            while (matched < magic.Length && cache[at + matched] == magic[matched])
            {
                matched++;
            }

            if (matched == magic.Length)
            {
                return at;
            }
        }

        return -1;
    }
}
