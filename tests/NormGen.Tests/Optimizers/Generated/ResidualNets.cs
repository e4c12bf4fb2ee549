using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>A block of Fixup.</summary>
[ScaledResidual(ResidualScale.Fixup, Depth = 2)]
internal sealed partial class FixupMlpBlock : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly Sequential mlp = nn.Sequential(torch.nn.ScalarBias(), nn.Linear(6, 12, hasBias: false), torch.nn.ScalarBias(), nn.ReLU(), torch.nn.ScalarBias(), nn.Linear(12, 6, hasBias: false));

    public FixupMlpBlock() : base(nameof(FixupMlpBlock))
    {
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>Two blocks of Fixup, trained by Lion.</summary>
[Optimizer(OptimizerKind.Lion)]
internal sealed partial class FixupNet : nn.Module<Tensor, Tensor>
{
    private readonly FixupMlpBlock first = new(), second = new();
    private readonly Linear head = nn.Linear(6, 2);

    public FixupNet() : base(nameof(FixupNet))
    {
        nn.init.zeros_(head.weight);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(second.call(first.call(x)));
}

/// <summary>The same, trained by Muon, whose other roles have a rate of their own.</summary>
[Optimizer(OptimizerKind.Muon)]
internal sealed partial class FixupMuonNet : nn.Module<Tensor, Tensor>
{
    private readonly FixupMlpBlock first = new(), second = new();
    private readonly Linear head = nn.Linear(6, 2);

    public FixupMuonNet() : base(nameof(FixupMuonNet)) => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(second.call(first.call(x)));
}
