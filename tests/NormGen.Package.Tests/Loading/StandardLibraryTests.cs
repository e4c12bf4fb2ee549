using System.Text;
using NormGen.Build.Elf;
using NormGen.Build.Loading;

namespace NormGen.Package.Tests.Loading;

/// <summary>Where the machine's C++ standard library is looked for, and what it says that it defines.</summary>
public sealed class StandardLibraryTests
{
    private const string Name = "libstdc++.so.6";

    [Fact]
    public void Version_definitions_are_read()
        => Assert.Equal(["GLIBCXX_3.4", "GLIBCXX_3.4.1"], SymbolVersioning.Definitions(ElfImage.Parse(new SampleLibrary().Defines("GLIBCXX_3.4").Defines("GLIBCXX_3.4.1").ToBytes())).Order());

    [Fact]
    public void The_library_of_this_machine_is_found_and_defines_what_libtorch_needs()
    {
        if (OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.X64)
        {
            Assert.Contains("GLIBCXX_3.4.26", StandardLibrary.Find(machine: 62)!.Value.Versions);
        }
    }

    [Fact]
    public void A_library_for_a_processor_that_nobody_has_is_not_found() => Assert.Null(StandardLibrary.Find(machine: 0xfefe));

    [Theory]
    [InlineData("")]
    [InlineData("ld.so-1.7.0\0")] // the old format, with no entries, in front of the new one
    public void The_loader_cache_names_the_paths_in_its_order(string prefix)
        => Assert.Equal(["/a/" + Name, "/b/" + Name], LoaderCache.Find(Cache(prefix), Name));

    [Fact]
    public void A_cut_loader_cache_yields_what_is_whole_and_no_exception()
    {
        byte[] cache = Cache("");
        for (int length = 0; length < cache.Length; length++)
        {
            Assert.True(LoaderCache.Find(cache[..length], Name).Count <= 2);
        }
    }

    [Fact]
    public void Another_format_of_the_loader_cache_yields_nothing()
        => Assert.Empty(LoaderCache.Find(Encoding.ASCII.GetBytes("glibc-ld.so.cache2.0 and so on, and so on, and so on"), Name));

    private static byte[] Cache(string prefix)
    {
        (string Key, string Path)[] entries = [("libm.so.6", "/a/libm.so.6"), (Name, "/a/" + Name), (Name, "/b/" + Name)];
        const int header = 48, entry = 24;
        MemoryStream strings = new(), table = new();
        using BinaryWriter writer = new(table);
        uint Add(string text)
        {
            uint at = (uint)(header + (entries.Length * entry) + strings.Length);
            strings.Write(Encoding.ASCII.GetBytes(text + "\0"));
            return at;
        }

        writer.Write(Encoding.ASCII.GetBytes("glibc-ld.so.cache1.1"));
        writer.Write(entries.Length);
        writer.Write(new byte[header - 24]);
        foreach ((string key, string path) in entries)
        {
            writer.Write(0x303);
            writer.Write(Add(key));
            writer.Write(Add(path));
            writer.Write(0);
            writer.Write(0L);
        }

        byte[] front = Encoding.ASCII.GetBytes(prefix);
        return [.. front, .. table.ToArray(), .. strings.ToArray()];
    }
}
