using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Modules.SelfNormalizing;

/// <summary>A net of any depth whose initialization, activations and <c>forward</c> are generated.</summary>
[SelfNormalizing(DropoutRate = 0.05)]
internal sealed partial class GeneratedSeluNet : nn.Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly ModuleList<Linear> hidden;
    private readonly Linear head;

    public GeneratedSeluNet(long inputs, long width, int depth, long outputs) : base(nameof(GeneratedSeluNet))
    {
        first = nn.Linear(inputs, width);
        hidden = new([.. Enumerable.Range(0, depth).Select(_ => nn.Linear(width, width))]);
        head = nn.Linear(width, outputs);
        InitializeSelfNormalizing();
        RegisterComponents();
    }

    public override partial Tensor forward(Tensor x);
}
