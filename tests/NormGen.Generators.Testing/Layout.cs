using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>How a tensor of a given shape lies in memory: data to draw, and the view of them that is passed on.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Base">The shape of the data.</param>
/// <param name="View">The tensor of the wanted shape, from the data.</param>
internal sealed record Layout(string Name, Func<long[], long[]> Base, Func<Tensor, long[], Tensor> View)
{
    public static readonly Layout Contiguous = new("contiguous", s => s, (t, _) => t);

    /// <summary>Layouts that are not contiguous for shapes of at least two axes; a vector stays as dense as it can.</summary>
    public static readonly Layout[] All =
    [
        new("transposed", s => [.. s.Reverse()], (t, s) => t.permute([.. Enumerable.Range(0, s.Length).Reverse().Select(i => (long)i)])),
        new("narrowed", s => With(s, s[^1] + 5), (t, s) => t.narrow(-1, 3, s[^1])),
        new("stepped", s => With(s, s[^1] * 2), (t, s) => t.slice(-1, 1, 2 * s[^1], 2)),
        new("every second row", s => s.Length < 2 ? s : [.. s[..^2], s[^2] * 2, s[^1]], (t, s) => s.Length < 2 ? t : t.slice(-2, 0, 2 * s[^2], 2)),
        new("expanded rows", s => [.. s[..^1].Select(_ => 1L), s[^1]], (t, s) => t.expand(s)),
        new("expanded features", s => With(s, 1), (t, s) => t.expand(s)),
        new("expanded number", s => [.. s.Select(_ => 1L)], (t, s) => t.expand(s)),
        new("outer axes swapped", s => s.Length < 3 ? s : [s[1], s[0], .. s[2..]], (t, s) => s.Length < 3 ? t : t.transpose(0, 1)),
    ];

    /// <summary>Whether two elements may be one number in memory.</summary>
    public bool Overlaps => Name.StartsWith("expanded", StringComparison.Ordinal);

    /// <summary>The numbers of a tensor, lying so. Where elements share memory they are those of the first.</summary>
    public Tensor Of(Tensor t)
    {
        if (Overlaps && t.numel() > 0) return View(t.as_strided(Base(t.shape), [.. t.shape.Select(_ => 1L)]).clone(), t.shape);
        var view = View(zeros(Base(t.shape), dtype: t.dtype), t.shape);
        view.copy_(t);
        return view;
    }

    private static long[] With(long[] shape, long features) => [.. shape[..^1], features];

    public override string ToString() => Name;
}
