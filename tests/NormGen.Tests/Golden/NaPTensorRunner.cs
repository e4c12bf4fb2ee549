using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The projection of one weight to a norm, and that of gain and offset together.</summary>
internal sealed class NaPTensorRunner : IGoldenRunner
{
    public string System => "Normalize-and-Project";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && (golden.Has("rho") ? golden.Inputs.ContainsKey("W") : golden.Text("scale_offset", "") == "joint" && golden.Inputs.ContainsKey("gamma"));

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var tensors = golden.Inputs.ToDictionary(input => input.Key, input => input.Value.ToTensor(type));
        if (golden.Has("rho")) NaP.Project(tensors["W"], golden.Number("rho", 0));
        else NaP.ProjectScaleOffset(tensors["gamma"], tensors.GetValueOrDefault("beta"));
        yield return tensors;
    }
}

/// <summary>Training with a projection behind TorchSharp's optimizers: <c>relu(norm(x · W1ᵀ)) · W2ᵀ</c> by its mean squared error.</summary>
internal sealed class NaPTrainingRunner : IGoldenRunner
{
    public string System => "Normalize-and-Project";

    public bool Claims(GoldenCase golden) => golden.Has("projected") && golden.Text("optimizer", "") is "sgd" or "adam" or "adamw" && golden.Text("norm", "") is "layernorm" or "rmsnorm";

    public string? NotShown(string output) => null;

    // The loss is p² - 2 · p · y + y², and every gradient is proportional to p - y: both small beside p and y where the output p comes near to y.
    public double Cancelling(GoldenCase golden, string output) => output == "loss"
        ? golden.Steps.Max(step => Largest(step.Inputs["y"]) * Largest(step.Inputs["y"]))
        : output.StartsWith('d') ? golden.Steps.Max(step => Largest(step.Outputs[output]) * Largest(step.Inputs["y"]) / Math.Sqrt(step.Outputs["loss"].Data[0])) : 0;

    private static double Largest(GoldenTensor tensor) => tensor.Data.Max(Math.Abs);

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var p = golden.Inputs.ToDictionary(input => input.Key, input => new Parameter(input.Value.ToTensor(type)));
        var projection = new WeightProjection(golden.Words("projected").Select(name => (name, p[name])), [new GainAndOffset("norm", p["gamma"], p.GetValueOrDefault("beta"))], golden.Text("scale_offset", "none") == "joint" ? ScaleOffsetMode.Joint : ScaleOffsetMode.None);
        using var recorder = new StepRecorder(NaPOptimizers.Of(golden, p.Values), projection.Weights);
        using var optimizer = new ProjectedOptimizer(recorder, projection, (int)golden.Number("project_every", 1));
        foreach (var step in golden.Steps)
        {
            optimizer.zero_grad();
            var hidden = step.Inputs["x"].ToTensor(type).matmul(p["W1"].t());
            var (gain, eps) = (p["gamma"], golden.Number("norm_eps", 1e-5));
            var active = golden.Text("norm", "") == "layernorm" ? NormGen.Modules.PreActivations.LayerNormReLU(hidden, gain, p["beta"], eps) : NormGen.Modules.PreActivations.RMSNormReLU(hidden, gain, eps);
            var loss = (active.matmul(p["W2"].t()) - step.Inputs["y"].ToTensor(type)).square().mean();
            loss.backward();
            var results = p.ToDictionary(item => "d" + item.Key, item => item.Value.grad!.clone());
            optimizer.step();
            results["loss"] = loss;
            foreach (var (name, parameter) in p) results[name] = parameter;
            foreach (var (name, before) in recorder.Before) results[name + "_before_projection"] = before;
            yield return results;
        }
    }
}

/// <summary>The run with a projection against the one without whose steps are as long for the direction: it is this equality that makes the learning rate the effective one.</summary>
internal sealed class EffectiveRateRunner : IGoldenRunner
{
    public string System => "Normalize-and-Project";

    public bool Claims(GoldenCase golden) => golden.Has("eta") && golden.Steps.Count > 0 && golden.Inputs.ContainsKey("W");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (eta, rho) = (golden.Number("eta", 0), golden.Number("rho", 0));
        Parameter[] runs = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(golden.Inputs["W"].ToTensor(type)))];
        var (projected, rescaled, plain) = (runs[0], runs[1], runs[2]);
        using var optimizer = new ProjectedOptimizer(torch.optim.SGD([projected], eta, fused: true), new WeightProjection([("W", projected)]));
        using var other = torch.optim.SGD([rescaled, plain], eta, fused: true);
        foreach (var step in golden.Steps)
        {
            var a = step.Inputs["A_t"].ToTensor(type);
            foreach (var w in runs)
            {
                w.grad?.zero_();
                (-(a * w / w.norm()).sum()).backward();
            }

            using (no_grad()) rescaled.grad!.mul_(rescaled.square().sum() / (rho * rho));
            optimizer.step();
            other.step();
            yield return new Dictionary<string, Tensor> { ["W_nap"] = projected, ["W_rescaled"] = rescaled, ["W_plain"] = plain, ["norm_rescaled"] = rescaled.norm(), ["norm_plain"] = plain.norm() };
        }
    }
}
