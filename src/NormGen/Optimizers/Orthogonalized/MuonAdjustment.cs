namespace NormGen.Optimizers;

/// <summary>What <see cref="Muon"/> multiplies its learning rate by, for a matrix of m rows and n columns.</summary>
public enum MuonAdjustment
{
    /// <summary><c>√max(1, m/n)</c>, as in the authors' code and PyTorch's <c>"original"</c>: the step has the same effect on the outputs of a layer whatever its shape.</summary>
    Original,

    /// <summary><c>0.2 · √max(m, n)</c>, PyTorch's <c>"match_rms_adamw"</c> (Liu et al. 2025, arXiv 2502.16982): elements move by about as much as AdamW's, so that its learning rates and decays fit.</summary>
    MatchRmsAdamW,
}
