using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>AdaB2N over several tasks: the objective of each step is <c>Σ y · gy + lambd · loss_norm</c>.</summary>
internal sealed class AdaB2NRunner : IGoldenRunner
{
    public string System => "AdaB2N";

    public bool Claims(GoldenCase golden) => golden.Has("num_tasks") && golden.Steps.Count > 0;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var norm = torch.nn.AdaB2N2d((long)golden.Number("num_features", 0), (long)golden.Number("num_tasks", 1), golden.Number("kappa", 1), golden.Number("eps", 1e-5), golden.Number("momentum", 0.1),
            golden.Number("init_weight", 0), dtype: type);
        norm.weight = new Parameter(golden.Inputs["weight"].ToTensor(type));
        norm.bias = new Parameter(golden.Inputs["bias"].ToTensor(type));
        norm.task_weight = new Parameter(golden.Inputs["task_weight"].ToTensor(type));
        for (var i = 0; i < golden.Steps.Count; i++)
        {
            var step = golden.Steps[i];
            norm.train(step.Mode != "eval");
            norm.zero_grad();
            if (step.Inputs.TryGetValue("sample_task_indices", out var tasks)) norm.SetTaskCounts(tasks.ToTensor(ScalarType.Int64));
            var x = step.Inputs["x"].ToTensor(type).requires_grad_();
            var y = norm.call(x);
            var objective = (y * step.Inputs["gy"].ToTensor(type)).sum();
            var loss = step.Mode == "eval" ? null : norm.NormLoss();
            (loss is null ? objective : objective + loss * golden.Number("lambd", 0)).backward();
            yield return new Dictionary<string, Tensor>
            {
                ["y"] = y,
                ["dx"] = x.grad!,
                ["dweight"] = norm.weight.grad!,
                ["dbias"] = norm.bias.grad!,
                ["dtask_weight"] = norm.task_weight.grad ?? zeros_like(norm.task_weight),
                ["loss_norm"] = (loss ?? objective).reshape(1),
                ["eta"] = norm.last_eta.reshape(1),
                ["state_running_mean"] = norm.running_mean,
                ["state_running_var"] = norm.running_var,
                ["state_num_batches_tracked"] = norm.num_batches_tracked.reshape(1),
            };
            if (golden.StepHas(i, "end_task")) norm.EndTask();
        }
    }
}

/// <summary>The momentum of AdaB2N alone, one number a training batch.</summary>
internal sealed class AdaB2NMomentumRunner : IGoldenRunner
{
    public string System => "AdaB2N";

    public bool Claims(GoldenCase golden) => golden.Has("kappa") && golden.Steps.Count == 0 && golden.Outputs.Keys.All(key => key is "eta");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var norm = torch.nn.AdaB2N2d(1, 1, golden.Number("kappa", 1), momentum: golden.Number("momentum", 0.1), dtype: type);
        var etas = new Tensor[golden.Outputs["eta"].Data.Length];
        for (var i = 0; i < etas.Length; i++)
        {
            _ = norm.call(arange(2, type).reshape(2, 1, 1, 1));
            etas[i] = norm.last_eta.clone();
        }

        yield return new Dictionary<string, Tensor> { ["eta"] = stack(etas) };
    }
}
