using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace NormGen.Analyzers.Tests.Harness;

/// <summary>What test sources are compiled against: the assemblies this process runs with, so that nothing is downloaded.</summary>
internal static class TestReferences
{
    /// <summary>No reference pack: <see cref="All"/> is added instead.</summary>
    public static ReferenceAssemblies None { get; } = new("none");

    /// <summary>The runtime, TorchSharp and NormGen.</summary>
    public static MetadataReference[] All { get; } = [.. Runtime(), MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location), MetadataReference.CreateFromFile(typeof(FusedAttribute).Assembly.Location)];

    private static IEnumerable<MetadataReference> Runtime()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll" or "Microsoft.CSharp.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
}
