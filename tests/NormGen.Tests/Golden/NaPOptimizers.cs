using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The optimizers that cases of Normalize-and-Project name, with PyTorch's defaults.</summary>
internal static class NaPOptimizers
{
    public static OptimizerHelper Of(GoldenCase golden, IEnumerable<Parameter> parameters)
    {
        var hyper = golden.Object("hyper");
        var betas = hyper.Numbers("betas", 0.9, 0.999);
        return golden.Text("optimizer", "") switch
        {
            "sgd" => torch.optim.SGD(parameters, hyper.Number("lr", 1e-3), hyper.Number("momentum", 0)),
            "adam" => torch.optim.Adam(parameters, hyper.Number("lr", 1e-3), betas[0], betas[1]),
            _ => torch.optim.AdamW(parameters, hyper.Number("lr", 1e-3), betas[0], betas[1], weight_decay: hyper.Number("weight_decay", 1e-2), fused: true),
        };
    }
}

/// <summary>An optimizer that keeps what its steps leave, before a projection changes it.</summary>
internal sealed class StepRecorder : OptimizerHelper
{
    private readonly OptimizerHelper inner;
    private readonly IReadOnlyList<ProjectedWeight> weights;

    public StepRecorder(OptimizerHelper inner, IReadOnlyList<ProjectedWeight> weights)
    {
        (this.inner, this.weights) = (inner, weights);
        _parameter_groups = [.. inner.ParamGroups.Cast<ParamGroup>()];
    }

    /// <summary>The weights behind the last step.</summary>
    public Dictionary<string, Tensor> Before { get; private set; } = [];

    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = inner.step(closure);
        Before = weights.ToDictionary(weight => weight.Name, weight => weight.Parameter.detach().clone());
        return loss;
    }

    public override void zero_grad() => inner.zero_grad();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) inner.Dispose();
    }
}
