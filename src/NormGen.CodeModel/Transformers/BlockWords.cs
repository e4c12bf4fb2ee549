using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Transformers;

/// <summary>Whether a compilation can hold a transformer block with a batch norm at all: both must be written somewhere. Spares all others the reading of constructors.</summary>
/// <remarks>A shortcut that decides nothing: where the words are, types and flow are read.</remarks>
public static class BlockWords
{
    private static readonly string[] Norm = ["BatchNorm", "batch_norm"];

    private static readonly string[] Attention = ["scaled_dot_product_attention", "softmax", "Softmax", "MultiheadAttention", "Transformer"];

    private static readonly ConditionalWeakTable<SyntaxTree, Words> Known = new();

    /// <summary>Whether the files of a compilation hold words of both.</summary>
    public static bool AreIn(Compilation compilation, CancellationToken token)
    {
        var (hasNorm, hasAttention) = (false, false);
        foreach (var tree in compilation.SyntaxTrees)
        {
            token.ThrowIfCancellationRequested();
            var words = Known.GetValue(tree, Read);
            hasNorm |= words.HasNorm;
            hasAttention |= words.HasAttention;
            if (hasNorm && hasAttention) return true;
        }

        return false;
    }

    private static Words Read(SyntaxTree tree)
    {
        var text = tree.GetText().ToString();
        return new(Norm.Any(text.Contains), Attention.Any(text.Contains));
    }

    private sealed record Words(bool HasNorm, bool HasAttention);
}
