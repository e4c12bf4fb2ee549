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

    /// <summary><c>x = x + s · f(x)</c>, without norms: <c>[ScaledResidual]</c> alone.</summary>
    Bare,
}
