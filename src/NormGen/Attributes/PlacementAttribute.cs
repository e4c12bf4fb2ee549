namespace NormGen;

/// <summary>Where a block's norms stand: the common part of <see cref="PreLNAttribute"/>, <see cref="PostLNAttribute"/>, <see cref="PeriLNAttribute"/>, <see cref="OutputNormAttribute"/> and <see cref="MixLNAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PlacementAttribute : Attribute
{
    /// <summary>The norm: <c>typeof(FusedLayerNorm)</c> (default), <c>typeof(RMSNorm)</c>, any module with a <see cref="NormFormulaAttribute"/>, or the type that declares the <see cref="FusedAttribute"/> method named by <see cref="Method"/>.</summary>
    public Type? Norm { get; set; }

    /// <summary>The name of a <see cref="FusedAttribute"/> method of <see cref="Norm"/>, best written with <c>nameof</c>: the norm's module is then generated, with a parameter for each <see cref="PerFeatureAttribute"/> tensor.</summary>
    public string? Method { get; set; }

    /// <summary>The <c>eps</c> that each norm is made with; not given (NaN), the norm's own default holds.</summary>
    public double Eps { get; set; } = double.NaN;

    /// <summary>Whether output norm, residual addition and the next input norm run as one kernel (default). <c>false</c> calls each norm as a module, so that hooks on it fire.</summary>
    public bool Fuse { get; set; } = true;
}
