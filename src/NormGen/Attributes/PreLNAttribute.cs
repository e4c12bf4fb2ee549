namespace NormGen;

/// <summary>A norm before every sublayer: <c>x = x + f(Norm(x))</c>.</summary>
/// <remarks>Xiong et al., On Layer Normalization in the Transformer Architecture, 2020, arXiv 2002.04745. The stream leaves the last block unnormalized: the model needs a final norm.</remarks>
public sealed class PreLNAttribute : PlacementAttribute;
