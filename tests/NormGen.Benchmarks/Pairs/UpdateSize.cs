namespace NormGen.Benchmarks.Pairs;

/// <summary>The parameters that updates are measured on.</summary>
/// <param name="Count">How many square matrices.</param>
/// <param name="Side">Their rows and columns.</param>
public readonly record struct UpdateSize(int Count, long Side)
{
    /// <summary>16.8 million parameters in large matrices.</summary>
    public static UpdateSize Large => new(16, 1024);

    /// <summary>As many in 200 tensors.</summary>
    public static UpdateSize Many => new(200, 290);

    /// <summary>200 tensors that are small by themselves: what a call costs decides.</summary>
    public static UpdateSize Small => new(200, 32);

    /// <summary>Matrices for rules that multiply them.</summary>
    public static UpdateSize Square => new(64, 256);

    /// <summary>A few of them, for rules that decompose them.</summary>
    public static UpdateSize Few => new(4, 256);
}
