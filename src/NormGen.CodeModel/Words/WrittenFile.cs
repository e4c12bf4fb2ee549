using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NormGen.CodeModel.Words;

/// <summary>The text of a file, and of the types in it.</summary>
internal sealed class WrittenFile
{
    private static readonly ConditionalWeakTable<SyntaxTree, WrittenFile> Known = new();

    private readonly SyntaxTree tree;
    private readonly ConcurrentDictionary<TextSpan, WrittenPart> parts = new();
    private readonly Lazy<WrittenTypes> types;

    private WrittenFile(SyntaxTree tree)
    {
        this.tree = tree;
        Whole = new(tree, default);
        types = new(() => new(Part, tree.GetRoot()));
    }

    /// <summary>All of it.</summary>
    public WrittenPart Whole { get; }

    /// <summary>The types in it.</summary>
    public WrittenTypes Types => types.Value;

    /// <summary>A file, which is looked through once however many compilations have it.</summary>
    public static WrittenFile Of(SyntaxTree tree) => Known.GetValue(tree, file => new(file));

    /// <summary>A declaration in it.</summary>
    public WrittenPart Part(TextSpan span) => parts.GetOrAdd(span, declaration => new(tree, declaration));
}
