namespace NormGen.CodeModel.Roles;

/// <summary>The optimizers that can be wired: the names and values of <c>NormGen.OptimizerKind</c>.</summary>
public enum OptimizerChoice
{
    /// <summary>SCALE.</summary>
    Scale,

    /// <summary>AdamW.</summary>
    AdamW,

    /// <summary>SinkGD.</summary>
    SinkGD,

    /// <summary>Multi-normalized gradient descent.</summary>
    Mngd,

    /// <summary>AdamP.</summary>
    AdamP,

    /// <summary>SGDP.</summary>
    SGDP,

    /// <summary>SGD with momentum.</summary>
    SGD,

    /// <summary>Lion.</summary>
    Lion,

    /// <summary>SWAN.</summary>
    Swan,

    /// <summary>Conda.</summary>
    Conda,

    /// <summary>Stable-SPAM.</summary>
    StableSpam,

    /// <summary>Muon.</summary>
    Muon,

    /// <summary>Adafactor.</summary>
    Adafactor,

    /// <summary>GradNormLoRP.</summary>
    GradNormLoRP,
}
