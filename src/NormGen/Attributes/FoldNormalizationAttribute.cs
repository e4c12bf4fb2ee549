namespace NormGen;

/// <summary>
/// Generates <c>FoldNormalization()</c> for a model class: for inference, norms that are a constant scale and shift there (Unified Normalization, PowerNorm, batch norms) go into the <c>Linear</c> or convolution behind or before them, gains and offsets of LayerNorm and RMSNorm into the <c>Linear</c>s that read them, and the factors of residual branches, constant or learned, into what makes them.
/// </summary>
/// <remarks>
/// What folds is decided from the data flow of <c>forward</c>: only what is exact. The generated file lists each norm with what it folds into, and each that stays with the reason; NG0045 shows the reason on the norm, NG0046 says that no norm of the class folds.
/// Yang et al., Unified Normalization, 2022, arXiv 2208.01313; Shen et al., PowerNorm, 2020, arXiv 2003.07845.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FoldNormalizationAttribute : Attribute;
