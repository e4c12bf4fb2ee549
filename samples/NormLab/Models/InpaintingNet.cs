using NormGen;
using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>What normalizes the layers of a net that fills holes.</summary>
internal enum InpaintingNorm
{
    /// <summary>Region norm by the mask.</summary>
    RegionB,

    /// <summary>Region norm by the mask in two layers, then by regions it finds itself.</summary>
    RegionBThenL,

    /// <summary>Batch norm.</summary>
    Batch,

    /// <summary>Instance norm.</summary>
    Instance,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>Four convolutions of width 24 with a norm and ReLU each, and one to an image in [0, 1].</summary>
internal sealed class InpaintingNet : Module<Tensor, Tensor, Tensor>
{
    private const int Width = 24, Layers = 4;
    private readonly ModuleList<Conv2d> convolutions;
    private readonly ModuleList<Module> norms;
    private readonly Conv2d output;

    /// <summary>Creates a net.</summary>
    /// <param name="norm">What normalizes its layers.</param>
    public InpaintingNet(InpaintingNorm norm)
        : base(nameof(InpaintingNet))
    {
        convolutions = new(Conv2d(1, Width, 5, padding: 2), Conv2d(Width, Width, 3, padding: 1), Conv2d(Width, Width, 3, padding: 2, dilation: 2), Conv2d(Width, Width, 3, padding: 4, dilation: 4));
        norms = new([.. Enumerable.Range(0, Layers).Select(layer => (Module)(norm switch
        {
            InpaintingNorm.RegionB => torch.nn.RegionNormB(Width),
            InpaintingNorm.RegionBThenL => layer < 2 ? torch.nn.RegionNormB(Width) : torch.nn.RegionNormL(Width),
            InpaintingNorm.Batch => torch.nn.FusedBatchNorm2d(Width),
            InpaintingNorm.Instance => torch.nn.FusedInstanceNorm2d(Width, affine: true),
            _ => Identity(),
        }))]);
        output = Conv2d(Width, 1, 3, padding: 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor image, Tensor mask)
    {
        using var scope = NewDisposeScope();
        var x = image * (1 - mask) + mask;
        foreach (var (convolution, norm) in convolutions.Zip(norms))
        {
            x = convolution.call(x);
            x = functional.relu(norm switch { RegionNormB region => region.call(x, mask), Module<Tensor, Tensor> other => other.call(x), _ => throw new InvalidOperationException($"{norm.GetName()} is no norm of images.") });
        }

        return ((output.call(x).tanh() + 1) / 2).MoveToOuterDisposeScope();
    }
}
