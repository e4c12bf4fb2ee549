namespace NormGen.Build.Elf;

/// <summary>
/// A 64-bit little-endian ELF shared library as the dynamic loader sees it: program headers and dynamic table, so that stripped section
/// headers do not matter. See the System V ABI, chapters 4 and 5, and elf.h for the GNU tags.
/// </summary>
internal sealed class ElfImage
{
    private const uint LoadSegment = 1, DynamicSegment = 2;
    private const ulong HeaderSize = 64, ProgramHeaderSize = 56, SectionHeaderSize = 64;

    private readonly List<(ulong Offset, ulong Address, ulong Size)> segments = [];
    private readonly Dictionary<ulong, ulong> dynamicTable = [];

    private ElfImage(ElfBytes bytes, ushort machine) => (Bytes, Machine) = (bytes, machine);

    /// <summary>The file's bytes.</summary>
    public ElfBytes Bytes { get; }

    /// <summary>The processor (<c>e_machine</c>: 62 is x86-64, 183 is AArch64).</summary>
    public ushort Machine { get; }

    /// <summary>Reads headers and dynamic table.</summary>
    /// <exception cref="ElfFormatException">Not a complete 64-bit little-endian ELF file.</exception>
    public static ElfImage Parse(byte[] content)
    {
        ElfBytes bytes = new(content);
        if (content.Length < 4 || bytes.UInt32(0) != 0x464C457F)
        {
            throw new ElfFormatException("it is not an ELF file");
        }

        bytes.Require(0, HeaderSize, "the ELF header does");
        if (bytes.Byte(4) != 2 || bytes.Byte(5) != 1)
        {
            throw new ElfFormatException("it is not a 64-bit little-endian ELF file");
        }

        ElfImage image = new(bytes, bytes.UInt16(18));
        image.RequireSections();
        image.ReadSegments();
        return image;
    }

    /// <summary>The value of a tag of the dynamic table, or null.</summary>
    public ulong? Dynamic(ulong tag) => dynamicTable.TryGetValue(tag, out ulong value) ? value : null;

    /// <summary>The file offset of a table that the dynamic table names by address, or null if there is no such table.</summary>
    public ulong? Table(ulong tag) => Dynamic(tag) is { } address ? OffsetOf(address) : null;

    /// <summary>A string of the dynamic string table.</summary>
    public string Name(ulong index) => Bytes.Text(checked((Table(DynamicTag.StringTable) ?? throw new ElfFormatException("it has no string table")) + index));

    private ulong OffsetOf(ulong address)
    {
        foreach ((ulong offset, ulong start, ulong size) in segments)
        {
            if (address >= start && address - start < size)
            {
                return offset + (address - start);
            }
        }

        throw new ElfFormatException("a table lies outside its segments");
    }

    private void RequireSections()
    {
        // Section headers usually end the file, so this notices a file that was cut anywhere.
        ulong offset = Bytes.UInt64(40), count = Bytes.UInt16(60);
        Bytes.Require(offset, count * SectionHeaderSize, "its section headers do");
    }

    private void ReadSegments()
    {
        ulong table = Bytes.UInt64(32), count = Bytes.UInt16(56);
        Bytes.Require(table, count * ProgramHeaderSize, "its program headers do");
        (ulong Offset, ulong Size)? dynamic = null;
        for (ulong i = 0; i < count; i++)
        {
            ulong header = table + (i * ProgramHeaderSize);
            uint type = Bytes.UInt32(header);
            ulong offset = Bytes.UInt64(header + 8), address = Bytes.UInt64(header + 16), size = Bytes.UInt64(header + 32);
            if (type is LoadSegment)
            {
                Bytes.Require(offset, size, "a segment does");
                segments.Add((offset, address, size));
            }
            else if (type is DynamicSegment)
            {
                Bytes.Require(offset, size, "the dynamic table does");
                dynamic = (offset, size);
            }
        }

        ReadDynamicTable(dynamic ?? throw new ElfFormatException("it has no dynamic table"));
    }

    private void ReadDynamicTable((ulong Offset, ulong Size) range)
    {
        for (ulong at = 0; at + 16 <= range.Size && Bytes.UInt64(range.Offset + at) is var tag and not 0; at += 16)
        {
            dynamicTable[tag] = Bytes.UInt64(range.Offset + at + 8);
        }
    }
}
