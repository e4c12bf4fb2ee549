using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Words;

/// <summary>What must be written for a rule to have anything to say: all else is never read.</summary>
/// <param name="InClass">Words of the class itself, with its bases and helpers, one of each.</param>
/// <param name="Within">Words of the class or of those that it holds, one of each.</param>
public sealed record ModelWords(CompilationWords[] InClass, CompilationWords[] Within)
{
    /// <summary>Whether a compilation has them at all.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public bool AreIn(Compilation compilation, CancellationToken token) => InClass.Concat(Within).All(words => words.AreIn(compilation, token));

    /// <summary>Whether a class has them.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation.</param>
    public bool AreIn(INamedTypeSymbol type, Compilation compilation)
    {
        // Asked of every class by every rule: nothing is allocated.
        foreach (var words in InClass)
        {
            if (!words.AreIn(type, compilation)) return false;
        }

        foreach (var words in Within)
        {
            if (!words.AreWithin(type, compilation)) return false;
        }

        return true;
    }
}
