using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Reviews;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1002: a norm over the last axis behind a convolution normalizes rows of pixels, not channels.</summary>
public sealed class NormOverWidthAnalyzer() : ModelAnalyzer(Descriptor, ConvolutionNormReader.Read, new([new("LayerNorm", "layer_norm", "RMSNorm", "rms_norm")], [new("Conv2d", "Conv3d", "conv2d", "conv3d")]))
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.NormOverWidth,
        "Norm over the width of feature maps",
        "'{0}' takes the output of '{1}', whose last axis is the width: made for the channels, it normalizes each row of pixels, or throws; use GroupNorm(1, channels), or move the channels to the end first",
        RuleCategories.Architecture,
        DiagnosticSeverity.Warning,
        "The output of Conv2d is (batch, channels, height, width). LayerNorm and RMSNorm normalize the last axes. With one size, that of the channels, they take the width: the wrong axis where both happen to be equal, an exception everywhere else.");
}
