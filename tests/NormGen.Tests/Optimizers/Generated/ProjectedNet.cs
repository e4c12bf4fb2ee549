using NormGen;
using NormGen.Modules;
using NormGen.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>A small classifier with norms before its nonlinearities, whose first layer has the gradient of TrAct.</summary>
[NormalizeAndProject(Every = 2, ScaleOffset = ScaleOffsetMode.Joint, ProjectOutput = true)]
internal sealed partial class ProjectedNet : Module<Tensor, Tensor>
{
    [TrAct(Lambda = 0.5)]
    private readonly Linear one = Linear(6, 8, hasBias: false);

    [NoProject]
    private readonly Linear two = Linear(8, 8, hasBias: false);

    private readonly ModuleList<Linear> more;
    private readonly NormalizedReLU first = new(8), second = new(8), third = new(8);
    private readonly Linear head = Linear(8, 3);

    public ProjectedNet()
        : base(nameof(ProjectedNet))
    {
        more = new ModuleList<Linear>([.. Enumerable.Range(0, 2).Select(_ => Linear(8, 8, hasBias: false))]);
        InitializeTrAct();
        RegisterComponents();
    }

    /// <summary>The layer with the gradient of TrAct.</summary>
    public Linear First => one;

    public override Tensor forward(Tensor x)
    {
        x = second.call(two.call(first.call(one.call(x))));
        foreach (var layer in more) x = third.call(layer.call(x));
        return head.call(x);
    }
}
