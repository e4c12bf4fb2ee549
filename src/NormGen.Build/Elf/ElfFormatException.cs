namespace NormGen.Build.Elf;

/// <summary>Thrown where bytes are not the complete 64-bit little-endian ELF file that they are read as.</summary>
/// <param name="message">What does not fit.</param>
internal sealed class ElfFormatException(string message) : Exception(message);
