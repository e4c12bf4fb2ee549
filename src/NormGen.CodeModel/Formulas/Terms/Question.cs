namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>Which operator, method or conversion a piece of syntax means, as far as C#'s rules look at it: an operator with the types of its operands, a method's name with those of its arguments. Equal questions have the same answer anywhere in a compilation.</summary>
/// <param name="words">Strings, symbols (types differ whatever their nullability) and <see cref="ConstantClass"/>es.</param>
internal sealed class Question(params object[] words) : IEquatable<Question>
{
    private readonly object[] words = words;
    private readonly int hash = words.Aggregate(17, static (all, word) => unchecked(all * 31 + word.GetHashCode()));

    /// <inheritdoc/>
    public bool Equals(Question? other)
    {
        if (other is null || other.hash != hash || other.words.Length != words.Length) return false;
        for (var i = 0; i < words.Length; i++)
            if (!words[i].Equals(other.words[i])) return false;
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Question);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
