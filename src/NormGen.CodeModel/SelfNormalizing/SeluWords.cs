using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.SelfNormalizing;

/// <summary>Whether SELU, alpha dropout and LeCun's initialization are written anywhere in a compilation. A shortcut that decides nothing of a class: where the words are, types and flow are read.</summary>
/// <param name="IsAny">Whether SELU or alpha dropout is.</param>
/// <param name="HasLeCun">Whether <c>lecun_normal_</c> is, perhaps over a model that another class makes: then no class is known to lack it.</param>
public sealed record SeluWords(bool IsAny, bool HasLeCun)
{
    /// <summary>Reads a compilation.</summary>
    public static SeluWords Of(Compilation compilation, CancellationToken token)
    {
        var (isAny, hasLeCun) = (false, false);
        foreach (var tree in compilation.SyntaxTrees)
        {
            token.ThrowIfCancellationRequested();
            var text = tree.GetText(token).ToString();
            isAny |= Holds(text);
            hasLeCun |= text.Contains("lecun_normal_") && !tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase);
        }

        return new(isAny, hasLeCun);
    }

    /// <summary>Whether the text of a class has the words.</summary>
    public bool AreIn(INamedTypeSymbol type, CancellationToken token) => type.DeclaringSyntaxReferences.Any(place => Holds(place.GetSyntax(token).ToString()));

    private static bool Holds(string text) => text.Contains("SELU") || text.Contains("selu") || text.Contains("AlphaDropout") || text.Contains("alpha_dropout");
}
