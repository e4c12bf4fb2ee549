namespace NormGen.Build.Elf;

/// <summary>One version that a library asks of another (<c>Elf64_Vernaux</c>).</summary>
/// <param name="Library">The library that must define the version, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version's name, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">The number by which the symbols of this file refer to the version.</param>
/// <param name="IsWeak">Whether the loader goes on when the version is missing (<c>VER_FLG_WEAK</c>).</param>
/// <param name="FlagsOffset">Where the entry's flags stand in the file.</param>
internal sealed record VersionNeed(string Library, string Version, ushort Index, bool IsWeak, ulong FlagsOffset);
