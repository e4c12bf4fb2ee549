namespace NormGen.Build.Elf;

/// <summary>The tags of the dynamic table that are read (<c>DT_*</c> of elf.h).</summary>
internal static class DynamicTag
{
    public const ulong
        PltRelocationsSize = 2,
        StringTable = 5,
        RelocationsWithAddend = 7,
        RelocationsWithAddendSize = 8,
        Relocations = 17,
        RelocationsSize = 18,
        PltRelocationKind = 20,
        PltRelocations = 23,
        SymbolVersions = 0x6ffffff0,
        VersionDefinitions = 0x6ffffffc,
        VersionDefinitionCount = 0x6ffffffd,
        VersionNeeds = 0x6ffffffe,
        VersionNeedCount = 0x6fffffff;
}
