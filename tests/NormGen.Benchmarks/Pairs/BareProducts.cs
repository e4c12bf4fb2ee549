namespace NormGen.Benchmarks.Pairs;

/// <summary>The rules that multiply matrices, each with the products that its step needs.</summary>
internal static class BareProducts
{
    /// <summary>Muon: five iterations of three products.</summary>
    public static Pair Muon() => new BareProductsPair(UpdateSize.Square, parameters => torch.optim.Muon(parameters), batch => Multiply(batch, 5 * 3));

    /// <summary>SWAN: one product, ten iterations of three, and one more.</summary>
    public static Pair Swan() => new BareProductsPair(UpdateSize.Square, parameters => torch.optim.SWAN(parameters), batch => Multiply(batch, 1 + 10 * 3 + 1));

    /// <summary>Conda between two bases: gradient and mean are rotated, the quotient is rotated back.</summary>
    public static Pair Conda() => new BareProductsPair(UpdateSize.Square, parameters => torch.optim.Conda(parameters, update_proj_gap: 1_000_000), batch => Multiply(batch, 3));

    /// <summary>Conda when every step finds a new basis, over few matrices: the decomposition takes nearly all of the time.</summary>
    public static Pair CondaRefresh() => new BareProductsPair(UpdateSize.Few, parameters => torch.optim.Conda(parameters, update_proj_gap: 1), batch =>
    {
        var (u, s, vh) = linalg.svd(batch, fullMatrices: false);
        u.Dispose();
        s.Dispose();
        vh.Dispose();
    });

    private static void Multiply(Tensor matrices, int times)
    {
        for (var i = 0; i < times; i++) matrices.bmm(matrices).Dispose();
    }
}
