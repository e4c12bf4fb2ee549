using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Words;

/// <summary>Whether one of some words is written in a class or a compilation. Spares what lacks them the reading, and tells of code that no rule can follow across files.</summary>
/// <remarks>A shortcut that only ever silences: where the words are, types and flow are read.</remarks>
/// <param name="words">The words; none are everywhere.</param>
public sealed class CompilationWords(params string[] words)
{
    private readonly int[] numbers = [.. words.Select(WordSet.Register)];

    /// <summary>Code that loads trained weights: what a model is made of then has to stay.</summary>
    public static CompilationWords Loading { get; } = new("load_state_dict", "load_py", "load_safetensors", "load_checkpoint", "LoadCheckpoint", ".load(", ".Load(");

    /// <summary>Residual additions, written or placed by an attribute.</summary>
    public static CompilationWords Additions { get; } = new("+", "add(", "add_(", "PreLN", "PostLN", "PeriLN");

    /// <summary>Whether one of them is in a file of the compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public bool AreIn(Compilation compilation, CancellationToken token)
    {
        if (numbers.Length == 0) return true;
        foreach (var tree in compilation.SyntaxTrees)
        {
            token.ThrowIfCancellationRequested();
            var file = WrittenFile.Of(tree).Whole;
            foreach (var number in numbers)
            {
                if (file.Has(number)) return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of them is in the declaration of a class, of one of its bases, or of a helper that it reaches and that is no module itself.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation.</param>
    public bool AreIn(INamedTypeSymbol type, Compilation compilation)
    {
        if (numbers.Length == 0) return true;
        for (INamedTypeSymbol? level = type; level is { DeclaringSyntaxReferences.IsEmpty: false }; level = level.BaseType)
        {
            if (AreIn(ClassReach.Of(compilation).WithHelpers(level.Name))) return true;
        }

        return false;
    }

    /// <summary>Whether one of them is in a class, or in one that it reaches: whose name it writes, or one of those writes, and so on.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation.</param>
    public bool AreWithin(INamedTypeSymbol type, Compilation compilation) => numbers.Length == 0 || AreIn(ClassReach.Of(compilation).From(type.Name));

    private bool AreIn(ReachedWords reached)
    {
        foreach (var number in numbers)
        {
            if (reached.Has(number)) return true;
        }

        return false;
    }
}
