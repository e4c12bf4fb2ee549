namespace NormGen;

/// <summary>A norm on the output of every sublayer, before the residual addition, and none before it: <c>x = x + Norm(f(x))</c>.</summary>
/// <remarks>The placement of OLMo 2, 2025, arXiv 2501.00656; compared with the others by Kim et al., Peri-LN, 2025, arXiv 2502.02732. Sublayers read the stream as it is, and it leaves the last block unnormalized: the model needs a final norm.</remarks>
public sealed class OutputNormAttribute : PlacementAttribute;
