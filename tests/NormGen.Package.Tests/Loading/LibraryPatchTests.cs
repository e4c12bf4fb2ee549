using NormGen.Build.Elf;
using NormGen.Build.Loading;

namespace NormGen.Package.Tests.Loading;

/// <summary>When a library gets a patched copy, and that it is left alone with a message in every other case.</summary>
public sealed class LibraryPatchTests : IDisposable
{
    private const string Missing = "GLIBCXX_3.4.32", Present = "GLIBCXX_3.4.30";

    private readonly TemporaryFolder folder = new();

    private static SampleLibrary Usual => new SampleLibrary().Needs(Present, used: true).Needs(Missing);

    [Fact]
    public void A_missing_version_that_nothing_calls_becomes_weak_in_a_copy()
    {
        byte[] original = Usual.ToBytes();
        LibraryPatch patch = Patch(original);

        Assert.True(patch.IsNew);
        Assert.Contains(Missing, patch.Message);
        byte[] patched = File.ReadAllBytes(patch.PatchedFile!);
        Assert.Equal(original.Length, patched.Length);
        int changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != patched[i]);
        Assert.Equal(0, original[changed]);
        Assert.Equal(2, patched[changed]);
        Assert.Equal([Missing], SymbolVersioning.Needs(ElfImage.Parse(patched)).Where(need => need.IsWeak).Select(need => need.Version));
        Assert.Equal(original, File.ReadAllBytes(folder.File("library.so")));
    }

    [Fact]
    public void A_missing_version_that_code_calls_is_left_alone()
        => AssertUntouched(new SampleLibrary().Needs(Missing, used: true).ToBytes(), "cannot be loaded on this system");

    [Fact]
    public void A_library_that_can_not_be_helped_wholly_is_left_alone()
        => AssertUntouched(new SampleLibrary().Needs("GLIBCXX_3.4.31", used: true).Needs(Missing).ToBytes(), "GLIBCXX_3.4.31");

    [Fact]
    public void A_library_without_the_entry_is_left_alone()
        => AssertUntouched(new SampleLibrary().Needs(Present).ToBytes(), "every version that it needs is here");

    [Fact]
    public void A_library_without_any_version_needs_is_left_alone()
        => AssertUntouched(new SampleLibrary().ToBytes(), "every version that it needs is here");

    [Fact]
    public void A_need_for_another_library_is_left_alone()
        => AssertUntouched(new SampleLibrary { NeededLibrary = "libother.so.1" }.Needs(Missing).ToBytes(), "every version that it needs is here");

    [Fact]
    public void An_entry_that_is_weak_already_is_left_alone()
        => AssertUntouched(new SampleLibrary().Needs(Missing, weak: true).ToBytes(), "weak already");

    [Fact]
    public void A_patched_copy_needs_no_patch()
        => AssertUntouched(File.ReadAllBytes(Patch(Usual.ToBytes()).PatchedFile!), "weak already");

    [Theory]
    [InlineData("")]
    [InlineData("\u007fEL")]
    [InlineData("This is not a library.")]
    public void A_file_that_is_not_ELF_is_left_alone(string text)
        => AssertUntouched(System.Text.Encoding.ASCII.GetBytes(text), "not an ELF file");

    [Theory]
    [InlineData(4, 1)] // 32-bit
    [InlineData(5, 2)] // big-endian
    public void A_file_of_another_class_or_byte_order_is_left_alone(int at, byte value)
    {
        byte[] content = Usual.ToBytes();
        content[at] = value;
        AssertUntouched(content, "not a 64-bit little-endian ELF file");
    }

    [Fact]
    public void A_file_cut_at_any_length_is_left_alone()
    {
        byte[] content = Usual.ToBytes();
        for (int length = 0; length < content.Length; length++)
        {
            AssertUntouched(content[..length], "is left as it is");
        }
    }

    [Fact]
    public void A_wrong_hash_is_left_alone()
    {
        byte[] content = Usual.ToBytes();
        content[(int)SymbolVersioning.Needs(ElfImage.Parse(content))[1].FlagsOffset - 4]++;
        AssertUntouched(content, "hash");
    }

    [Fact]
    public void Random_damage_never_ends_in_an_exception()
    {
        Random random = new(32);
        byte[] content = Usual.Defines("LOCAL_1").ToBytes();
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = (byte[])content.Clone();
            for (int j = random.Next(1, 6); j > 0; j--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Assert.NotEmpty(Patch(damaged).Message);
        }
    }

    [Fact]
    public void A_missing_file_is_a_message()
        => Assert.Null(LibraryPatch.Create(folder.File("absent.so"), folder.File("copy.so"), always: false, Debian12).PatchedFile);

    [Fact]
    public void Without_a_standard_library_for_the_processor_nothing_is_done()
    {
        LibraryPatch patch = LibraryPatch.Create(folder.Write("library.so", Usual.ToBytes()), folder.File("copy.so"), always: false, _ => null);
        Assert.Null(patch.PatchedFile);
        Assert.Contains("no libstdc++.so.6", patch.Message);
    }

    [Fact]
    public void Always_patches_whatever_this_machine_has()
    {
        LibraryPatch patch = LibraryPatch.Create(folder.Write("library.so", Usual.ToBytes()), folder.File("copy.so"), always: true, _ => throw new InvalidOperationException());
        Assert.Equal([Missing], SymbolVersioning.Needs(ElfImage.Parse(File.ReadAllBytes(patch.PatchedFile!))).Where(need => need.IsWeak).Select(need => need.Version));
    }

    [Fact]
    public void A_second_run_writes_nothing()
    {
        string copy = Patch(Usual.ToBytes()).PatchedFile!;
        DateTime written = File.GetLastWriteTimeUtc(copy);
        LibraryPatch second = Patch(Usual.ToBytes());
        Assert.Equal(copy, second.PatchedFile);
        Assert.False(second.IsNew);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public void The_copy_replaces_an_old_one_and_leaves_no_other_file()
    {
        folder.Write("copy.so", [1, 2, 3]);
        Assert.True(Patch(Usual.ToBytes()).IsNew);
        Assert.Equal(["copy.so", "library.so"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    public void Dispose() => folder.Dispose();

    private static (string, ISet<string>)? Debian12(ushort machine) => ("libstdc++.so.6", new HashSet<string> { "GLIBCXX_3.4", Present });

    private LibraryPatch Patch(byte[] content) => LibraryPatch.Create(folder.Write("library.so", content), folder.File("copy.so"), always: false, Debian12);

    private void AssertUntouched(byte[] content, string because)
    {
        File.Delete(folder.File("copy.so"));
        LibraryPatch patch = Patch(content);
        Assert.Null(patch.PatchedFile);
        Assert.False(File.Exists(folder.File("copy.so")));
        Assert.Contains("is left as it is", patch.Message);
        Assert.Contains(because, patch.Message);
        Assert.Equal(content, File.ReadAllBytes(folder.File("library.so")));
    }
}
