using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.HandWritten;

/// <summary>A residual branch that a hand-written <c>forward</c> adds to its stream.</summary>
/// <param name="Sublayer">What is added.</param>
/// <param name="NormIn">The norm of what it reads, or null.</param>
/// <param name="NormOut">The norm of what it makes or, where <paramref name="IsPost"/>, of the sum; or null.</param>
/// <param name="Dropout">The dropout before the addition, or null.</param>
/// <param name="IsPost">Whether <paramref name="NormOut"/> stands behind the addition.</param>
internal sealed record WrittenBranch(ModuleNode Sublayer, ModuleNode? NormIn, ModuleNode? NormOut, ModuleNode? Dropout, bool IsPost)
{
    /// <summary>The placement attribute that generates it, without its ending; null for none.</summary>
    public string? Placement => (NormIn, NormOut, IsPost) switch
    {
        ({ }, null, false) => "PreLN",
        (null, { }, true) => "PostLN",
        ({ }, { }, false) => "PeriLN",
        (null, { }, false) => "OutputNorm",
        _ => null,
    };

    /// <summary>Its norms in the order in which they run.</summary>
    public IEnumerable<ModuleNode> Norms => new[] { NormIn, NormOut }.OfType<ModuleNode>();
}
