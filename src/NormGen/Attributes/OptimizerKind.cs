namespace NormGen;

/// <summary>The optimizers that <see cref="OptimizerAttribute"/> can wire.</summary>
public enum OptimizerKind
{
    /// <summary>SCALE: gradients normalized per output unit, momentum on the head alone (Glentis et al. 2025, arXiv 2506.16659).</summary>
    Scale,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101), fused.</summary>
    /// <remarks>Where <c>TorchSharp.Modules</c> is imported beside <c>using static NormGen.OptimizerKind</c>, the bare name also means TorchSharp's class: write <c>OptimizerKind.AdamW</c> there.</remarks>
    AdamW,

    /// <summary>SinkGD: rows and columns of the gradient normalized in turn, without state (Scetbon et al. 2025, arXiv 2502.06742).</summary>
    SinkGD,

    /// <summary>Multi-normalized gradient descent: the gradient normalized by a list of norms in turn, without state (Scetbon et al. 2025, arXiv 2502.06742).</summary>
    Mngd,

    /// <summary>AdamP: Adam whose steps leave the norm of scale-invariant weights alone (Heo et al. 2020, arXiv 2006.08217).</summary>
    AdamP,

    /// <summary>SGDP: momentum whose steps leave the norm of scale-invariant weights alone (Heo et al. 2020, arXiv 2006.08217).</summary>
    SGDP,

    /// <summary>Gradient descent with momentum as PyTorch has it, fused.</summary>
    /// <remarks>Where <c>TorchSharp.Modules</c> is imported beside <c>using static NormGen.OptimizerKind</c>, the bare name also means TorchSharp's class: write <c>OptimizerKind.SGD</c> there.</remarks>
    SGD,

    /// <summary>Lion: steps by the sign of a running mean, fused (Chen et al. 2023, arXiv 2302.06675).</summary>
    Lion,

    /// <summary>SWAN: gradients standardized by row and whitened, without state (Ma et al. 2024, arXiv 2412.13148).</summary>
    Swan,

    /// <summary>Conda: Adam in the space of its first moment's singular vectors (Wang et al. 2025, arXiv 2509.24218).</summary>
    Conda,

    /// <summary>Stable-SPAM: Adam behind clipping to a running maximum, a smoothed gradient norm and resets of its moments (Huang et al. 2025, arXiv 2502.17055).</summary>
    StableSpam,

    /// <summary>Muon: the momentum of hidden matrices orthogonalized, AdamW for all else (Jordan et al. 2024, github.com/KellerJordan/Muon).</summary>
    Muon,

    /// <summary>Adafactor: the second moment of a matrix by rows and columns, steps relative to the size of the parameter (Shazeer and Stern 2018, arXiv 1804.04235).</summary>
    Adafactor,

    /// <summary>GradNormLoRP: Adam in a few directions of the gradient, on weights split into direction and magnitude (Huang et al. 2024, arXiv 2412.19616).</summary>
    GradNormLoRP,
}
