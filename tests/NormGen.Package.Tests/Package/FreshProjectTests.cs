using System.Globalization;
using System.Text.Json;
using NormGen.Build.Elf;

namespace NormGen.Package.Tests.Package;

/// <summary>A project outside the tree, with the package alone: restored, built without a warning, run, published.</summary>
[Collection(nameof(PackedNormGen))]
public sealed class FreshProjectTests(PackedNormGen package) : IDisposable
{
    private readonly FreshProject project = new(package);

    [Fact]
    public void It_builds_without_warnings_loads_and_trains()
    {
        string build = project.Dotnet("build", "--nologo", "-c", "Release");
        Assert.Contains("0 Warning(s)", build);

        string[] lines = project.Dotnet("bin/Release/net10.0/Consumer.dll").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("mix_norm_in.weight", lines[0]);
        Assert.Contains("feedForward_norm_out.weight", lines[0]);
        double[] losses = [.. lines[1].Split(' ').Skip(1).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        Assert.True(losses[1] < losses[0], lines[1]);
    }

    [Fact]
    public void The_patch_can_be_switched_off_and_on_and_never_reaches_the_package_cache()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Other systems have no library to patch: the target's condition is the whole story.
        }

        byte[] original = File.ReadAllBytes(BuildFacts.LibTorchSharp);
        string output = project.PathOf("bin/Debug/net10.0/runtimes/linux-x64/native/libLibTorchSharp.so");

        project.Dotnet("build", "--nologo", "-p:NormGenPatchLibTorchSharp=false");
        Assert.Equal(original, File.ReadAllBytes(output));

        // The output is a hard link into the cache now: a careless copy would write through it.
        project.Dotnet("build", "--nologo", "--no-restore", "-p:NormGenPatchLibTorchSharp=always");
        Assert.Equal(["GLIBCXX_3.4.32"], WeakNeeds(output));
        Assert.Equal(original, File.ReadAllBytes(BuildFacts.LibTorchSharp));

        project.Dotnet("build", "--nologo", "--no-restore", "-p:NormGenPatchLibTorchSharp=false");
        Assert.Equal(original, File.ReadAllBytes(output));

        project.Dotnet("publish", "--nologo", "-r", "linux-x64", "--self-contained", "false", "-o", project.PathOf("published"), "-p:NormGenPatchLibTorchSharp=always");
        Assert.Equal(["GLIBCXX_3.4.32"], WeakNeeds(project.PathOf("published/libLibTorchSharp.so")));
        Assert.Equal(original, File.ReadAllBytes(BuildFacts.LibTorchSharp));
    }

    [Fact]
    public void A_preset_sets_every_rule_at_once_and_the_projects_own_lines_go_before()
    {
        // A rule that is hidden, a rule that is information, and one that the project itself sets.
        File.WriteAllText(project.PathOf("Norms.cs"), """
            using TorchSharp.Modules;
            using static TorchSharp.torch;

            namespace Consumer;

            internal sealed class RootMeanSquare() : nn.Module<Tensor, Tensor>(nameof(RootMeanSquare))
            {
                public override Tensor forward(Tensor x) => x * rsqrt(x.square().mean([-1], keepdim: true) + 1e-6);

                public static Adam Train(nn.Module model) => optim.Adam(model.parameters(), weight_decay: 0.1);

                public static Tensor Softplus(Tensor x) => log(1 + exp(x));
            }
            """);
        File.WriteAllText(project.PathOf(".editorconfig"), "root = true\n[*.cs]\ndotnet_diagnostic.NG4011.severity = warning\n");

        Assert.Equal(["NG1018", "NG3020", "NG4011"], Found("all"));
        Assert.Equal(["NG4011"], Found("quiet"));
    }

    [Theory]
    [InlineData("-p:NormGenRulePreset=loud", "NormGenRulePreset is 'loud'; it can be all, recommended or quiet.")]
    [InlineData("-p:LangVersion=12", "NormGen needs C# 14")]
    [InlineData("-p:NETCoreSdkVersion=9.0.300", "NormGen needs the .NET SDK 10.0.100 or later")]
    public void An_older_compiler_and_a_wrong_preset_are_named_in_a_sentence(string property, string sentence)
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => project.Dotnet("build", "--nologo", property));
        Assert.Contains(sentence, failure.Message);
    }

    public void Dispose() => project.Dispose();

    /// <summary>The rules of NormGen that the compiler's log lists: what is hidden is not in it.</summary>
    private IEnumerable<string> Found(string preset)
    {
        string log = project.PathOf(preset + ".sarif");
        project.Dotnet("build", "--nologo", "-t:Compile", "-c", preset, $"-p:NormGenRulePreset={preset}", $"-p:ErrorLog={log}%2Cversion=2.1", "-p:TreatWarningsAsErrors=false");
        using JsonDocument text = JsonDocument.Parse(File.ReadAllText(log));
        return [.. text.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()!).Where(id => id.StartsWith("NG", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> WeakNeeds(string library)
        => SymbolVersioning.Needs(ElfImage.Parse(File.ReadAllBytes(library))).Where(need => need.IsWeak).Select(need => need.Version);
}
