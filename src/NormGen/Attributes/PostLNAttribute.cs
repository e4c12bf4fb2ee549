namespace NormGen;

/// <summary>A norm after every residual addition: <c>x = Norm(x + f(x))</c>.</summary>
/// <remarks>Vaswani et al., Attention Is All You Need, 2017, arXiv 1706.03762. Deep Post-LN stacks need learning-rate warm-up.</remarks>
public sealed class PostLNAttribute : PlacementAttribute;
