using NormGen.Build.Elf;
using NormGen.Build.Loading;

namespace NormGen.Package.Tests.Loading;

/// <summary>The library that all this is about, as its package has it.</summary>
public sealed class LibTorchSharpTests
{
    private const string Unused = "GLIBCXX_3.4.32";

    private static byte[] Content => File.ReadAllBytes(BuildFacts.LibTorchSharp);

    [Fact]
    public void Exactly_one_flag_of_the_real_library_changes()
    {
        byte[] original = Content;
        ElfImage image = ElfImage.Parse(original);
        HashSet<string> defined = [.. SymbolVersioning.Needs(image).Select(need => need.Version)];
        defined.Remove(Unused);

        byte[] patched = WeakeningPlan.For(image, defined).Apply(original);

        int changed = Assert.Single(Enumerable.Range(0, original.Length), i => original[i] != patched[i]);
        VersionNeed need = Assert.Single(SymbolVersioning.Needs(ElfImage.Parse(patched)), need => need.IsWeak);
        Assert.Equal((Unused, (ulong)changed), (need.Version, need.FlagsOffset));
    }

    [Fact]
    public void Only_that_version_has_no_relocation_behind_it()
        => Assert.Equal([Unused], WeakeningPlan.For(ElfImage.Parse(Content), defined: null).Weaken.Select(need => need.Version));

    [Fact]
    public void Red_Hat_9_lacks_a_version_that_is_called()
    {
        ElfImage image = ElfImage.Parse(Content);
        HashSet<string> defined = [.. SymbolVersioning.Needs(image).Select(need => need.Version)];
        defined.ExceptWith([Unused, "GLIBCXX_3.4.30"]);
        Assert.Equal(["GLIBCXX_3.4.30"], WeakeningPlan.For(image, defined).Unmet.Select(need => need.Version));
    }

    [Fact]
    public void Cut_anywhere_it_is_not_taken_for_whole()
    {
        byte[] content = Content;
        for (int length = 0; length < content.Length; length += 1 + (content.Length / 97))
        {
            Assert.Throws<ElfFormatException>(() => ElfImage.Parse(content[..length]));
        }

        Assert.Throws<ElfFormatException>(() => ElfImage.Parse(content[..^1]));
    }

    [Fact]
    public void The_package_cache_keeps_the_library_as_it_was_published()
        => Assert.DoesNotContain(SymbolVersioning.Needs(ElfImage.Parse(Content)), need => need.IsWeak);
}
