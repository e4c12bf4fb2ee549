using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Placement;

/// <summary>What a rule of the depth does to the length of the stream of a hundred branches without norms, in the beginning.</summary>
public sealed class ScaledDepthTests
{
    [Fact]
    public void The_stream_explodes_unscaled_and_stays_by_either_rule()
    {
        manual_seed(11);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        // The card's figures at n = 100, over several draws: 1e27 and more; 2.6 (e = 2.7); 1.01.
        Assert.True(Growth(() => new UnscaledBranch()) > 1e20);
        Assert.InRange(Growth(() => new InverseSqrtBranch()), 2.0, 3.6);
        Assert.InRange(Growth(() => new InverseBranch()), 0.98, 1.05);
    }

    private static double Growth(Func<nn.Module<Tensor, Tensor>> make)
    {
        var x = randn(256, 64);
        var y = x;
        for (var i = 0; i < 100; i++) y = make().call(y);
        return (y.to(ScalarType.Float64).square().mean() / x.square().mean()).item<double>();
    }
}

/// <summary><c>W2 relu(W1 h)</c> with variances 2/64 and 1/64.</summary>
internal sealed class HeBranch : nn.Module<Tensor, Tensor>
{
    private readonly Linear first = nn.Linear(64, 64, hasBias: false), second = nn.Linear(64, 64, hasBias: false);

    public HeBranch() : base(nameof(HeBranch))
    {
        nn.init.normal_(first.weight, 0, Math.Sqrt(2.0 / 64));
        nn.init.normal_(second.weight, 0, Math.Sqrt(1.0 / 64));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => second.call(nn.functional.relu(first.call(x)));
}

/// <summary>Added as it is.</summary>
[ScaledResidual(1.0)]
internal sealed partial class UnscaledBranch : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly HeBranch branch = new();

    public UnscaledBranch() : base(nameof(UnscaledBranch))
    {
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>By the root of the depth.</summary>
[ScaledResidual(ResidualScale.InverseSqrtBranches, Depth = 100)]
internal sealed partial class InverseSqrtBranch : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly HeBranch branch = new();

    public InverseSqrtBranch() : base(nameof(InverseSqrtBranch))
    {
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}

/// <summary>By the depth.</summary>
[ScaledResidual(ResidualScale.InverseBranches, Depth = 100)]
internal sealed partial class InverseBranch : nn.Module<Tensor, Tensor>
{
    [Sublayer] private readonly HeBranch branch = new();

    public InverseBranch() : base(nameof(InverseBranch))
    {
        InitializeNorms();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
