namespace NormGen.Generators.Placement;

/// <summary>What one kernel between sublayers computes; f is the branch just computed, x the residual stream.</summary>
internal enum JointKind
{
    /// <summary><c>h = x + s · f; n = Norm(h)</c></summary>
    Pre,

    /// <summary><c>h = x + s · f</c>, behind the last sublayer; a kernel where f is not added as it is.</summary>
    PreLast,

    /// <summary><c>n = Norm(x + s · f)</c></summary>
    Post,

    /// <summary><c>h = x + s · Norm_out(f); n = Norm_in(h)</c></summary>
    Peri,

    /// <summary><c>h = x + s · Norm_out(f)</c>, behind the last sublayer.</summary>
    PeriLast,

    /// <summary><c>h = x + s · Norm(f)</c>, behind every sublayer.</summary>
    Output,

    /// <summary><c>n = Norm(x)</c>, before the first sublayer; a kernel of its own where that sublayer opens with another norm.</summary>
    First,

    /// <summary><c>h = x + s · f</c>, in a block without norms.</summary>
    Bare,
}
