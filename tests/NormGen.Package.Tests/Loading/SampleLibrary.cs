using System.Buffers.Binary;
using System.Text;

namespace NormGen.Package.Tests.Loading;

/// <summary>Writes small ELF libraries: one segment, a dynamic table, version needs and definitions, one symbol a version, relocations on demand.</summary>
internal sealed class SampleLibrary
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56, SectionHeaderSize = 64;

    private readonly List<(string Version, ushort Flags, bool IsUsed)> needs = [];
    private readonly List<string> definitions = [];

    /// <summary>The library that the needs ask for.</summary>
    public string NeededLibrary { get; init; } = "libstdc++.so.6";

    public SampleLibrary Needs(string version, bool weak = false, bool used = false)
    {
        needs.Add((version, weak ? (ushort)2 : (ushort)0, used));
        return this;
    }

    public SampleLibrary Defines(string version)
    {
        definitions.Add(version);
        return this;
    }

    public byte[] ToBytes()
    {
        MemoryStream body = new();
        Dictionary<ulong, ulong> dynamic = [];
        (byte[] strings, Func<string, uint> indexOf) = Strings();
        ulong Add(ulong tag, byte[] table)
        {
            ulong at = HeaderSize + (2 * ProgramHeaderSize) + (ulong)body.Length;
            body.Write(table);
            dynamic[tag] = at; // The one segment maps the file at address 0, so addresses are offsets.
            return at;
        }

        Add(5, strings);
        Add(0x6ffffff0, SymbolVersions());
        if (needs.Count > 0)
        {
            Add(0x6ffffffe, VersionNeeds(indexOf));
            dynamic[0x6fffffff] = 1;
        }

        if (definitions.Count > 0)
        {
            Add(0x6ffffffc, VersionDefinitions(indexOf));
            dynamic[0x6ffffffd] = (ulong)definitions.Count;
        }

        byte[] relocations = Relocations();
        Add(7, relocations);
        dynamic[8] = (ulong)relocations.Length;

        MemoryStream table = new();
        foreach ((ulong tag, ulong value) in dynamic.Append(new(0, 0)))
        {
            Write(table, tag, value);
        }

        ulong tableAt = HeaderSize + (2 * ProgramHeaderSize) + (ulong)body.Length;
        ulong sectionsAt = tableAt + (ulong)table.Length;
        MemoryStream file = new();
        file.Write([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write(file, (ushort)3, (ushort)62, 1u, 0UL, (ulong)HeaderSize, sectionsAt, 0u, (ushort)HeaderSize, (ushort)ProgramHeaderSize, (ushort)2, (ushort)SectionHeaderSize, (ushort)1, (ushort)0);
        Write(file, 1u, 5u, 0UL, 0UL, 0UL, sectionsAt, sectionsAt, 4096UL);
        Write(file, 2u, 4u, tableAt, tableAt, tableAt, (ulong)table.Length, (ulong)table.Length, 8UL);
        body.WriteTo(file);
        table.WriteTo(file);
        file.Write(new byte[SectionHeaderSize]);
        return file.ToArray();
    }

    private (byte[] Content, Func<string, uint> IndexOf) Strings()
    {
        StringBuilder all = new("\0");
        Dictionary<string, uint> indices = [];
        foreach (string name in needs.Select(need => need.Version).Concat(definitions).Append(NeededLibrary).Distinct())
        {
            indices[name] = (uint)all.Length;
            all.Append(name).Append('\0');
        }

        return (Encoding.ASCII.GetBytes(all.ToString()), name => indices[name]);
    }

    // Symbol 0 is none; symbol i + 1 has version i + 2 (0 and 1 are local and global).
    private byte[] SymbolVersions()
    {
        MemoryStream table = new();
        Write(table, (ushort)0);
        for (int i = 0; i < needs.Count; i++)
        {
            Write(table, (ushort)(i + 2));
        }

        return table.ToArray();
    }

    private byte[] VersionNeeds(Func<string, uint> indexOf)
    {
        MemoryStream table = new();
        Write(table, (ushort)1, (ushort)needs.Count, indexOf(NeededLibrary), 16u, 0u);
        for (int i = 0; i < needs.Count; i++)
        {
            Write(table, Hash(needs[i].Version), needs[i].Flags, (ushort)(i + 2), indexOf(needs[i].Version), i + 1 < needs.Count ? 16u : 0u);
        }

        return table.ToArray();
    }

    private byte[] VersionDefinitions(Func<string, uint> indexOf)
    {
        MemoryStream table = new();
        for (int i = 0; i < definitions.Count; i++)
        {
            Write(table, (ushort)1, (ushort)0, (ushort)(i + 2), (ushort)1, Hash(definitions[i]), 20u, i + 1 < definitions.Count ? 28u : 0u);
            Write(table, indexOf(definitions[i]), 0u);
        }

        return table.ToArray();
    }

    private byte[] Relocations()
    {
        MemoryStream table = new();
        for (int i = 0; i < needs.Count; i++)
        {
            if (needs[i].IsUsed)
            {
                Write(table, 0x1000UL, ((ulong)(i + 1) << 32) | 7, 0UL);
            }
        }

        return table.ToArray();
    }

    // The System V ABI's hash, in the form that its text gives.
    private static uint Hash(string name)
    {
        uint h = 0;
        foreach (char c in name)
        {
            h = (h << 4) + c;
            uint g = h & 0xf0000000;
            if (g != 0)
            {
                h ^= g >> 24;
            }

            h &= ~g;
        }

        return h;
    }

    private static void Write(Stream stream, params object[] numbers)
    {
        Span<byte> buffer = stackalloc byte[8];
        foreach (object number in numbers)
        {
            int size = number switch { ushort => 2, uint => 4, _ => 8 };
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, Convert.ToUInt64(number));
            stream.Write(buffer[..size]);
        }
    }
}
