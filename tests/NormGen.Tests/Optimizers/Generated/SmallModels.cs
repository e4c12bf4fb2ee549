using NormGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Optimizers.Generated;

/// <summary>A model with every role, trained with SCALE.</summary>
[Optimizer(OptimizerKind.Scale)]
internal partial class ScaledModel : Module<Tensor, Tensor>
{
    private readonly Embedding table = Embedding(7, 6);
    private readonly Conv1d mix = Conv1d(6, 6, 3, padding: 1);
    private readonly ModuleList<Linear> hidden;
    private readonly Parameter scale;
    private readonly Linear head = Linear(6, 7, hasBias: false);

    public ScaledModel(int depth = 2)
        : base(nameof(ScaledModel))
    {
        hidden = new ModuleList<Linear>([.. Enumerable.Range(0, depth).Select(_ => Linear(6, 6))]);
        scale = Parameter(tensor(0.9f));
        RegisterComponents();
    }

    /// <summary>The first of the layers in the list.</summary>
    public Linear First => hidden[0];

    public override Tensor forward(Tensor tokens)
    {
        var x = table.call(tokens);
        x = x + mix.call(x.transpose(1, 2)).transpose(1, 2);
        foreach (var layer in hidden)
        {
            x = x + functional.gelu(layer.call(x)) * scale;
        }

        return head.call(x);
    }
}

/// <summary>A small classifier, trained with AdamW.</summary>
[Optimizer(OptimizerKind.AdamW)]
internal partial class DecayedModel : Module<Tensor, Tensor>
{
    private readonly Embedding table = Embedding(7, 6);
    private readonly Linear hidden = Linear(6, 6);
    private readonly LayerNorm norm = LayerNorm(6);
    private readonly Linear head = Linear(6, 7);

    public DecayedModel()
        : base(nameof(DecayedModel))
        => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var x = table.call(tokens);
        return head.call(norm.call(x + functional.gelu(hidden.call(x))));
    }
}

/// <summary>The same with a parameter that the table of its base class does not know.</summary>
internal sealed class GrownModel : DecayedModel
{
    public GrownModel() => register_parameter("extra", Parameter(ones(3)));
}

/// <summary>A small classifier with scale-invariant weights of every kind, trained with AdamP.</summary>
[Optimizer(OptimizerKind.AdamP)]
internal sealed partial class ProjectedModel : Module<Tensor, Tensor>
{
    private readonly Embedding table = Embedding(7, 6);
    private readonly Conv1d blocks = Conv1d(6, 6, 3, padding: 1, bias: false);
    private readonly Linear whole = Linear(6, 6, hasBias: false), biased = Linear(6, 6), head = Linear(6, 7);
    private readonly GroupNorm grouped = GroupNorm(2, 6);
    private readonly LayerNorm norm = LayerNorm(6), last = LayerNorm(6);

    public ProjectedModel()
        : base(nameof(ProjectedModel))
    {
        // TorchSharp 0.107 leaves the gains and offsets of GroupNorm as they lie in memory.
        init.ones_(grouped.weight!);
        init.zeros_(grouped.bias!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        var x = table.call(tokens);
        x = x + grouped.call(blocks.call(x.transpose(1, 2))).transpose(1, 2);
        x = x + norm.call(whole.call(x));
        return head.call(last.call(biased.call(x)));
    }
}

/// <summary>The small classifier, trained with SinkGD.</summary>
[Optimizer(OptimizerKind.SinkGD)]
internal sealed partial class SunkModel : DecayedModel;
