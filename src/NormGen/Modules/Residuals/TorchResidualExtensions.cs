using NormGen.Modules;
using TorchSharp;

namespace NormGen;

/// <summary>Puts what residual nets without norms need where TorchSharp users look first: <c>torch.nn</c>.</summary>
public static class TorchResidualExtensions
{
    extension(torch.nn)
    {
        /// <summary>Adds one learned number; see <see cref="Modules.ScalarBias"/>.</summary>
        /// <inheritdoc cref="Modules.ScalarBias(torch.Device?, torch.ScalarType?)" path="/param"/>
        /// <returns>The module.</returns>
        public static ScalarBias ScalarBias(torch.Device? device = null, torch.ScalarType? dtype = null) => new(device, dtype);

        /// <summary>Fixup's block of two convolutions; see <see cref="Modules.FixupBasicBlock"/>.</summary>
        /// <inheritdoc cref="Modules.FixupBasicBlock(long, long, long, long, bool)" path="/param"/>
        /// <returns>The module.</returns>
        public static FixupBasicBlock FixupBasicBlock(long in_channels, long channels, long branches, long stride = 1, bool asReleased = true) => new(in_channels, channels, branches, stride, asReleased);
    }
}
