namespace NormGen.Optimizers;

/// <summary>What <see cref="StableSPAM"/> does when it resets Adam's moments.</summary>
public enum ResetMode
{
    /// <summary>The moments are zero before the update of that step, and their bias correction begins anew. The counters of clipping and norm go on.</summary>
    Clean,

    /// <summary>As in the authors' code: the update of that step still uses the old moments, with the bias correction of a first step; then they become zero, and all counters go on from 1, those of clipping and norm included.</summary>
    Official,
}
