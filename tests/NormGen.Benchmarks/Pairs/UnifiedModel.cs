using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace NormGen.Benchmarks.Pairs;

/// <summary>Four pre-norm layers of two linear maps with unified normalization, whose folding is generated.</summary>
[FoldNormalization]
internal sealed partial class UnifiedModel : Module<Tensor, Tensor>
{
    private readonly ModuleList<UnifiedModelLayer> layers = new();

    public UnifiedModel(long width)
        : base(nameof(UnifiedModel))
    {
        for (var i = 0; i < 4; i++) layers.Add(new UnifiedModelLayer(width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}

/// <summary><c>x + contract(relu(expand(norm(x))))</c></summary>
internal sealed class UnifiedModelLayer : Module<Tensor, Tensor>
{
    private readonly UnifiedNorm norm;
    private readonly Linear expand, contract;

    public UnifiedModelLayer(long width)
        : base(nameof(UnifiedModelLayer))
    {
        norm = new(width);
        (expand, contract) = (Linear(width, width), Linear(width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + contract.call(functional.relu(expand.call(norm.call(x))));
}
