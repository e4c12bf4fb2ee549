using NormGen.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.Evolved;

/// <summary>EvoNorm as TorchSharp users would write it from the paper, with the parameters of a fused one.</summary>
internal sealed class ComposedEvoNorm : nn.Module<Tensor, Tensor>
{
    private readonly EvoNorm2d norm;
    private readonly string variant;

    public ComposedEvoNorm(string variant, EvoNorm2d norm)
        : base(nameof(ComposedEvoNorm))
    {
        (this.variant, this.norm) = (variant, norm);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = variant[0] == 'B' ? ByBatch(x, (EvoNorm2dB)norm) : ByGroup(x, (EvoNorm2dS)norm);
        return h * Wide(norm.weight!) + Wide(norm.bias!);
    }

    private Tensor ByBatch(Tensor x, EvoNorm2dB own)
    {
        var batch = own.training ? x.var([0L, 2, 3], unbiased: false, keepdim: true) : Wide(own.running_var);
        var square = (x.square().mean([2L, 3L], keepdim: true) + own.eps).sqrt();
        return x / maximum((batch + own.eps).sqrt(), variant switch
        {
            "B0" => Wide(own.v!) * x + (x.var([2L, 3L], unbiased: false, keepdim: true) + own.eps).sqrt(),
            "B1" => (x + 1) * square,
            _ => square - x,
        });
    }

    private Tensor ByGroup(Tensor x, EvoNorm2dS own)
    {
        var grouped = x.reshape(x.shape[0], own.groups, -1);
        var moment = variant == "S2" ? grouped.square().mean([2L], keepdim: true) : grouped.var(2, unbiased: false, keepdim: true);
        var gated = x * (variant == "S0" ? Wide(own.v!) * x : x).sigmoid();
        return (gated.reshape(grouped.shape) / (moment + own.eps).sqrt()).reshape(x.shape);
    }

    private static Tensor Wide(Tensor parameter) => parameter.view(1, -1, 1, 1);
}
