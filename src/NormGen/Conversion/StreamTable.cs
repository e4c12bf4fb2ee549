namespace NormGen.Conversion;

/// <summary>The norms that read a model's residual stream and the parameters that write it, as found at compile time. In all names <c>*</c> stands for one index or key of a list.</summary>
/// <param name="Norms">The norms.</param>
/// <param name="Writers">What writes.</param>
public sealed record StreamTable(IReadOnlyList<StreamNorm> Norms, IReadOnlyList<StreamWriter> Writers);

/// <summary>A LayerNorm that reads the residual stream.</summary>
/// <param name="Name">Its name in <c>named_modules()</c>.</param>
/// <param name="Readers">The <c>Linear</c>s that read what it makes, all of them; empty where something else reads it too, so that gain and offset must stay where they are.</param>
public sealed record StreamNorm(string Name, params IReadOnlyList<string> Readers);

/// <summary>What writes the residual stream.</summary>
/// <param name="Name">The name of a <c>Linear</c>, a convolution or an <c>Embedding</c>, or of a parameter whose last dimension is the stream's.</param>
/// <param name="Gains">Parameters that multiply what it writes, a number a feature or one number.</param>
public sealed record StreamWriter(string Name, params IReadOnlyList<string> Gains)
{
    /// <summary>Whether the converted block around it takes the mean off what it writes, so that a model that is trained on keeps weight and gains as they are.</summary>
    public bool IsRecentredInForward { get; init; }
}
