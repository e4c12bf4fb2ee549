using static TorchSharp.torch;

namespace CharTransformerSample.Data;

/// <summary>A batch of windows.</summary>
/// <param name="Inputs">Tokens [batch, context].</param>
/// <param name="Targets">The token after each of them [batch · context].</param>
public sealed record Batch(Tensor Inputs, Tensor Targets) : IDisposable
{
    /// <summary>The positions that are predicted.</summary>
    public long Tokens => Targets.numel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }
}
