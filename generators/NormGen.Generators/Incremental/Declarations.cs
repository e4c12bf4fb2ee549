using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.Generators.Incremental;

/// <summary>
/// Everything that a project declares: its files but for the bodies of methods and the initializers of fields that are no constants, its references, its options. Compilations with equal declarations share
/// one object, so that asking whether any has changed is a comparison of references. What counts as declared is the compiler's own notion, <see cref="SyntaxTree.IsEquivalentTo"/> with <c>topLevel</c>:
/// whatever has metadata or decides how names bind elsewhere.
/// </summary>
internal sealed class Declarations
{
    private ImmutableArray<SyntaxTree> files;
    private readonly ImmutableArray<MetadataReference> references;
    private readonly CompilationOptions options;
    private readonly string? name;

    private Declarations(Compilation compilation)
    {
        files = [.. compilation.SyntaxTrees];
        references = compilation.ExternalReferences;
        options = compilation.Options;
        name = compilation.AssemblyName;
    }

    private bool AreThoseOf(Compilation compilation)
    {
        if (name != compilation.AssemblyName || !options.Equals(compilation.Options) || !references.SequenceEqual(compilation.ExternalReferences)) return false;
        var count = 0;
        foreach (var file in compilation.SyntaxTrees)
        {
            if (count == files.Length || !AreSame(files[count++], file)) return false;
        }

        return count == files.Length;
    }

    private static bool AreSame(SyntaxTree a, SyntaxTree b) => a == b || (a.FilePath == b.FilePath && a.Options.Equals(b.Options) && a.IsEquivalentTo(b, topLevel: true));

    /// <summary>The declarations of the latest compilations. It holds their files, not the compilations.</summary>
    public sealed class History
    {
        // One for each project that a host lets the same generator work on at a time.
        private const int Most = 8;
        private readonly ConditionalWeakTable<Compilation, Declarations> known = new();
        private readonly List<Declarations> latest = [];

        /// <summary>The declarations of a compilation: the same object as for an earlier one where none has changed.</summary>
        public Declarations Of(Compilation compilation)
        {
            lock (latest)
            {
                if (known.TryGetValue(compilation, out var declarations)) return declarations;
                declarations = latest.Find(some => some.AreThoseOf(compilation));
                if (declarations is not null)
                {
                    // The present files, so that the next comparison goes through what is edited next, and old files go.
                    declarations.files = [.. compilation.SyntaxTrees];
                    latest.Remove(declarations);
                }

                latest.Add(declarations ??= new(compilation));
                if (latest.Count > Most) latest.RemoveAt(0);
                known.Add(compilation, declarations);
                return declarations;
            }
        }
    }
}
