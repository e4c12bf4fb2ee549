namespace NormGen.CodeModel.Advice;

/// <summary>What is numerically unsound about a formula. The arguments of a finding: what was written, then those named here.</summary>
public enum AdviceKind
{
    /// <summary>A variance as the mean of the squares less the square of the mean. No more arguments.</summary>
    VarianceByDifference,

    /// <summary>A logarithm, a reciprocal root or a division, of something or by something that nothing keeps above zero. Arguments: what it gives there, where that is, what to write instead.</summary>
    ZeroWithoutEps,

    /// <summary>Exponentials divided by their sum, or the logarithm of their sum, without the row's maximum taken off first. Arguments: which of the two, what to write instead.</summary>
    SoftmaxWithoutMaximum,
}
