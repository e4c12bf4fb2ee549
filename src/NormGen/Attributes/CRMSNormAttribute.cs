namespace NormGen;

/// <summary>Says that a Pre-LN model is to become a Pre-CRMSNorm one, whose stream is one feature narrower: generates <c>ConvertToPreCRMSNorm()</c> for trained weights, and <c>LoadPreLN(..)</c>, which loads a checkpoint of the Pre-LN model into the converted one.</summary>
/// <remarks>
/// Jiang, Gu, Zhu and Pan, 2023, arXiv 2305.14858. For inference: weights of the narrower stream that are trained themselves do not follow the Pre-LN model. What <see cref="PreRMSNormAttribute"/> asks of the data flow is asked here, and besides that gain and offset of
/// every norm of the stream can go into the <c>Linear</c>s that read it and that nothing reads the stream's width; where that fails, NG0040 names what stands in the way.
/// </remarks>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CRMSNormAttribute : Attribute;
