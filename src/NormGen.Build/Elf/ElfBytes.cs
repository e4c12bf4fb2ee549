namespace NormGen.Build.Elf;

/// <summary>Bounds-checked little-endian reads: a file that ends too early is a message, never a wrong answer.</summary>
/// <param name="content">The whole file.</param>
internal sealed class ElfBytes(byte[] content)
{
    /// <summary>The length of the file.</summary>
    public ulong Length => (ulong)content.LongLength;

    /// <summary>The byte at an offset.</summary>
    public byte Byte(ulong offset) => content[Checked(offset, 1)];

    /// <summary>The 16-bit number at an offset.</summary>
    public ushort UInt16(ulong offset)
    {
        int at = Checked(offset, 2);
        return (ushort)(content[at] | (content[at + 1] << 8));
    }

    /// <summary>The 32-bit number at an offset.</summary>
    public uint UInt32(ulong offset) => UInt16(offset) | ((uint)UInt16(checked(offset + 2)) << 16);

    /// <summary>The 64-bit number at an offset.</summary>
    public ulong UInt64(ulong offset) => UInt32(offset) | ((ulong)UInt32(checked(offset + 4)) << 32);

    /// <summary>The zero-terminated text at an offset.</summary>
    public string Text(ulong offset)
    {
        int start = Checked(offset, 1);
        int end = Array.IndexOf(content, (byte)0, start);
        if (end < 0)
        {
            throw new ElfFormatException("a name runs past the end of the file");
        }

        return System.Text.Encoding.UTF8.GetString(content, start, end - start);
    }

    /// <summary>Fails unless a range lies inside the file.</summary>
    public void Require(ulong offset, ulong count, string what)
    {
        if (offset > Length || count > Length - offset)
        {
            throw new ElfFormatException($"the file ends before {what}");
        }
    }

    private int Checked(ulong offset, ulong count)
    {
        Require(offset, count, "a table does");
        return (int)offset;
    }
}
