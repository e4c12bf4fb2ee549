namespace NormGen;

/// <summary>Where a block's norms stand: the common part of <see cref="PreLNAttribute"/>, <see cref="PostLNAttribute"/> and <see cref="PeriLNAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PlacementAttribute : Attribute
{
    /// <summary>The norm: <c>typeof(FusedLayerNorm)</c> (default), <c>typeof(RMSNorm)</c>, or any module with a <see cref="NormFormulaAttribute"/>.</summary>
    public Type? Norm { get; set; }

    /// <summary>The <c>eps</c> that each norm is made with; not given (NaN), the norm's own default holds.</summary>
    public double Eps { get; set; } = double.NaN;

    /// <summary>Whether output norm, residual addition and the next input norm run as one kernel (default). <c>false</c> calls each norm as a module, so that hooks on it fire.</summary>
    public bool Fuse { get; set; } = true;
}
