using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.Generators.Incremental;

/// <summary>
/// What was read from attributed nodes, kept while nothing it depends on has changed. The compiler runs a transform for every attributed node on every edit, and reading binds names anew each time. A reading
/// depends on its node, on what the project declares, and on the bodies that it read; while the node is the same object, the <see cref="Declarations"/> are the same and those bodies stand in the same files, it
/// cannot come out differently.
/// </summary>
/// <typeparam name="T">What is read: a value for a pipeline, without symbols.</typeparam>
internal sealed class ReadingCache<T>
    where T : class
{
    private readonly Declarations.History history = new();

    // By node, weakly: a file that is edited has other nodes.
    private readonly ConditionalWeakTable<SyntaxNode, Slot> slots = new();

    /// <summary>The reading of a node, from before or new.</summary>
    /// <param name="context">The attributed node.</param>
    /// <param name="read">Reads it; tells the files whose bodies of methods it looked into.</param>
    /// <param name="token">Stops the work.</param>
    public T? Get(GeneratorAttributeSyntaxContext context, Func<GeneratorAttributeSyntaxContext, CancellationToken, (T? Value, ImmutableArray<SyntaxTree> Bodies)> read, CancellationToken token)
    {
        var compilation = context.SemanticModel.Compilation;
        var declarations = history.Of(compilation);
        var slot = slots.GetValue(context.TargetNode, static _ => new Slot());
        if (slot.Kept is { } kept && kept.Declarations == declarations && kept.Bodies.All(compilation.ContainsSyntaxTree)) return kept.Value;
        var (value, bodies) = read(context, token);
        slot.Kept = new(declarations, bodies, value);
        return value;
    }

    private sealed class Slot
    {
        public Reading? Kept { get; set; }
    }

    private sealed record Reading(Declarations Declarations, ImmutableArray<SyntaxTree> Bodies, T? Value);
}
