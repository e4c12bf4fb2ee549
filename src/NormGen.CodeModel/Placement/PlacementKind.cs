namespace NormGen.CodeModel.Placement;

/// <summary>Where a block's norms stand.</summary>
public enum PlacementKind
{
    /// <summary><c>x = x + s · f(Norm(x))</c></summary>
    PreLN,

    /// <summary><c>x = Norm(x + s · f(x))</c></summary>
    PostLN,

    /// <summary><c>x = x + s · Norm_out(f(Norm_in(x)))</c></summary>
    PeriLN,

    /// <summary><c>x = x + s · Norm(f(x))</c></summary>
    OutputNorm,

    /// <summary>Post-LN in the first blocks of a stack, Pre-LN in the rest.</summary>
    MixLN,

    /// <summary><c>x = x + s · f(x)</c>, without norms: <c>[ScaledResidual]</c> alone.</summary>
    Bare,
}
