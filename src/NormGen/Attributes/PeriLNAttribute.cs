namespace NormGen;

/// <summary>A norm before every sublayer and one on its output, before the residual addition: <c>x = x + Norm_out(f(Norm_in(x)))</c>.</summary>
/// <remarks>Kim et al., Peri-LN: Revisiting Normalization Layer in the Transformer Architecture, 2025, arXiv 2502.02732. The stream leaves the last block unnormalized: the model needs a final norm.</remarks>
public sealed class PeriLNAttribute : PlacementAttribute;
