namespace CharTransformerSample.Model;

/// <summary>The size of a model.</summary>
/// <param name="Layers">Decoder blocks.</param>
/// <param name="Width">Features of the residual stream.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Context">Bytes that are seen at once.</param>
public sealed record ModelShape(int Layers, int Width, int Heads, int Context)
{
    /// <summary>One token a byte value.</summary>
    public const int Vocabulary = 256;

    /// <inheritdoc/>
    public override string ToString() => $"{Layers} layers, width {Width}, {Heads} heads, context {Context}";
}
