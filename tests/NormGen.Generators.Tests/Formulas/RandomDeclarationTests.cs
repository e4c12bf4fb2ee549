using CsCheck;
using NormGen.Generators.Tests.Kernels;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>However fused methods, their formulas and their gradients are declared, and whatever is left of them while someone types: a graph or a reason, and no exception.</summary>
public class RandomDeclarationTests
{
    private static readonly string[] Formulas = [.. (UserFormulas.Text + "\n\n" + ChannelFormulas.Text + "\n\n" + RandomNumberFormulas.Text).Split("\n\n").Where(t => t.Contains("[Fused", StringComparison.Ordinal))];

    private static readonly Gen<string> Broken =
        from formula in Gen.OneOf(Formulas)
        from other in Gen.OneOf(Formulas)
        from edits in Gen.Select(Gen.Int[0, 5], Gen.Double[0, 1], Gen.Double[0, 1]).Array[1, 3]
        select edits.Aggregate(formula, (text, edit) => Edit(text, other, edit));

    [Fact]
    public void EveryDeclarationGivesAGraphOrAComplaint()
        => RandomDeclaration.Any.Array[40].Sample(classes => { ReaderChecks.Check([.. classes.Select((text, i) => text("N" + i))]); }, iter: 3, threads: 1, print: classes => string.Join("\n", classes.Select(text => text("N"))));

    /// <summary>Found so.</summary>
    [Theory]
    [InlineData("[Fused(nameof(Other), Backward = nameof(Other))] public static partial Tensor M(); private static Tensor Other(Tensor q) => q;")]
    [InlineData("[Fused(nameof(F))] public static partial Tensor M(Tensor x, Tensor ); private static Tensor F(Tensor x, Tensor y) => x + y;")]
    public void NorDoTheseMakeTheReaderThrow(string members) => ReaderChecks.Check([Class(members, 0)]);

    [Fact]
    public void SoDoesEveryFormulaThatIsBeingTyped()
        => Broken.Array[40].Sample(formulas => { ReaderChecks.Check([.. formulas.Select(Class)]); }, iter: 3, threads: 1, print: formulas => string.Join("\n", formulas));

    [Fact]
    public void TheyAreReadBeforeThat() => Assert.Equal(12, ReaderChecks.Check([.. Formulas.Take(12).Select(Class)]));

    private static string Class(string members, int i) => $"internal static partial class N{i}\n{{\n{members}\n}}";

    /// <summary>Tokens are cut off, missing, doubled, those of another place or another formula; a piece is missing.</summary>
    private static string Edit(string text, string other, (int Kind, double First, double Second) edit)
    {
        var tokens = Tokens(text);
        if (tokens.Count < 2) return text;
        var (a, b) = (Place(edit.First, tokens.Count), Place(edit.Second, tokens.Count));
        var from = Tokens(other);
        return string.Concat(edit.Kind switch
        {
            0 => tokens.Take(a),
            1 => tokens.Where((_, i) => i != a),
            2 => tokens.Take(a + 1).Concat(tokens.Skip(a)),
            3 => tokens.Select((token, i) => i == a ? tokens[b] : token),
            4 => tokens.Select((token, i) => i == a ? from[Place(edit.Second, from.Count)] : token),
            _ => tokens.Where((_, i) => i < Math.Min(a, b) || i >= Math.Max(a, b)),
        });
    }

    private static List<string> Tokens(string text) => [.. Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseTokens(text).Select(t => t.ToFullString())];

    private static int Place(double at, int count) => (int)(at * (count - 1));
}
