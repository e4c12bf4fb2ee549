using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Optimizers;

/// <summary>A model that has every role, the optimizers to train it with, and steps that depend on nothing but their number.</summary>
internal sealed class Trained : Module<Tensor, Tensor>
{
    private readonly Embedding table;
    private readonly Conv1d mix;
    private readonly Linear hidden, head;
    private readonly LayerNorm norm;
    private readonly Parameter scale;

    public Trained(ScalarType type = ScalarType.Float32, int seed = 1)
        : base(nameof(Trained))
    {
        // Before anything is drawn: what a model starts from must not depend on the tests before.
        manual_seed(seed);
        table = Embedding(7, 6);
        mix = Conv1d(6, 6, 3, padding: 1);
        hidden = Linear(6, 6);
        norm = LayerNorm(6);
        scale = Parameter(tensor(0.9f));
        head = Linear(6, 7);
        RegisterComponents();
        this.to(type);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        foreach (var parameter in this.parameters()) parameter.add_(randn(parameter.shape).to(type), 0.3);
    }

    /// <summary>The optimizers by name, for theories.</summary>
    public static TheoryData<string> Kinds => [.. TrainedKinds.All.Keys];

    public override Tensor forward(Tensor tokens)
    {
        var x = table.call(tokens);
        x = x + mix.call(x.transpose(1, 2)).transpose(1, 2);
        return head.call(norm.call(x + functional.gelu(hidden.call(x)) * scale));
    }

    /// <summary>An optimizer over a model.</summary>
    public static FusedOptimizer Optimizer(string kind, nn.Module model, double lr = 1e-2) => TrainedKinds.All[kind].OverModel(model, lr);

    /// <summary>An optimizer over single parameters, in one group.</summary>
    public static FusedOptimizer Optimizer(string kind, IEnumerable<Parameter> parameters, double lr = 1e-2) => TrainedKinds.All[kind].OverParameters(parameters, lr);

    /// <summary>Training steps <paramref name="first"/> and following; the loss of the last one.</summary>
    public static double Run(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, int first, int count)
    {
        var loss = double.NaN;
        for (var step = first; step < first + count; step++)
        {
            using var scope = NewDisposeScope();
            var tokens = (arange(20, int64) * (3 + step) + step).remainder(7).view(4, 5);
            optimizer.zero_grad();
            var value = functional.cross_entropy(model.call(tokens).view(-1, 7), tokens.view(-1));
            value.backward();
            optimizer.step();
            loss = value.to(float64).item<double>();
        }

        return loss;
    }

    /// <summary>Gives every parameter a gradient that depends on nothing but its shape and a number.</summary>
    public static void SetGradients(IEnumerable<Parameter> parameters, int step)
    {
        foreach (var (parameter, index) in parameters.Select((parameter, index) => (parameter, index)))
        {
            using var scope = NewDisposeScope();
            parameter.grad = (arange(parameter.numel(), dtype: ScalarType.Float64) * 1.7 + step * 0.9 + index).sin().view(parameter.shape).to(parameter.dtype).DetachFromDisposeScope();
        }
    }

    /// <summary>All elements of some tensors, as numbers.</summary>
    public static double[] Numbers(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return [.. tensors.SelectMany(item => item.detach().to(ScalarType.Float64).reshape(-1).data<double>().ToArray())];
    }
}
