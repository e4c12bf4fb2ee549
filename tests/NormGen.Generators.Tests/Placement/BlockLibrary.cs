using System.Reflection;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Placement;

/// <summary>One library that holds a block for every placement, norm, scale and form, compiled once without a warning.</summary>
internal static class BlockLibrary
{
    private static readonly string[] Placements = ["PreLN", "PostLN", "PeriLN", "OutputNorm"];
    private static readonly string[] Norms = ["RMSNorm", "FusedLayerNorm"];
    private static readonly string[] Scales = ["", "0.25", "ResidualScale.InverseBranches", "ResidualScale.InverseSqrtBranches"];

    private static readonly Lazy<Assembly> Library = new(() => BlockSources.Run(
    [
        BlockSources.Sublayers,
        .. from placement in Placements
           from norm in Norms
           from scale in Scales
           from fuse in new[] { true, false }
           select BlockSources.Block(Attributes(placement, norm, scale, fuse), Name(placement, norm, scale, fuse), scale.StartsWith("Res", StringComparison.Ordinal)),
    ]).Load());

    /// <summary>A new block.</summary>
    public static nn.Module<Tensor, Tensor, Tensor> Make(string placement, string norm, string scale, bool fuse, long width, int depth = 1)
        => (nn.Module<Tensor, Tensor, Tensor>)Activator.CreateInstance(Library.Value.GetType("Sample." + Name(placement, norm, scale, fuse), throwOnError: true)!, width, depth)!;

    private static string Attributes(string placement, string norm, string scale, bool fuse)
        => $"[{placement}(Norm = typeof({norm}), Eps = 1e-6{(fuse ? "" : ", Fuse = false")})]" + (scale == "" ? "" : $"\n[ScaledResidual({scale})]");

    private static string Name(string placement, string norm, string scale, bool fuse)
        => placement + norm + scale.Replace(".", "").Replace("0", "Constant") + (fuse ? "Fused" : "Composed");
}
