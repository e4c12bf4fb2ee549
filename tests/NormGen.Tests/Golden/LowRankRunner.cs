using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of GradNormLoRP and GaLore over one parameter. The signs of singular vectors are free: where the directions change, moments are turned to what the reference had in its own signs, and are shown in these.</summary>
internal sealed class LowRankRunner : IGoldenRunner
{
    private static readonly Dictionary<string, WeightNormForm> Forms = new()
    {
        ["LowRankWeightNormAdamW"] = WeightNormForm.Released,
        ["GaLoreAdamW"] = WeightNormForm.None,
        ["PersistentMagnitude (derived)"] = WeightNormForm.Persistent,
    };

    public string System => "GradNormLoRP";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Inputs.ContainsKey("param") && Forms.ContainsKey(golden.Text("algorithm", ""));

    public string? NotShown(string output) => null;

    // Projected on both sides a gradient becomes the diagonal of its singular values: what stands beside it is rounding, which Adam divides by no more than eps.
    public double Cancelling(GoldenCase golden, string output)
        => golden.Text("proj_type", "std") == "full" && output is not ("exp_avg_v" or "exp_avg_sq_v") ? golden.Number("lr", 1e-3) * golden.Number("scale", 1) / golden.Number("eps", 1e-6) * golden.Steps.Max(step => step.Inputs["grad"].Data.Max(Math.Abs)) : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var parameter = new Parameter(golden.Inputs["param"].ToTensor(type));
        var betas = golden.Numbers("betas", 0.9, 0.999);
        var side = golden.ProjectionSide();
        int rank = (int)golden.Number("rank", 0), gap = (int)golden.Number("update_proj_gap", 200);
        using var optimizer = torch.optim.GradNormLoRP([parameter], golden.Number("lr", 1e-3), rank, gap, golden.Number("scale", 1), side, betas[0], betas[1], golden.Number("eps", 1e-6), golden.Number("weight_decay", 0),
            golden.Flag("correct_bias", true), Forms[golden.Text("algorithm", "")], all_roles: true);
        var state = (GradNormLoRP.State)optimizer.state_dict().State[0];
        var signs = new ProjectionSigns();
        for (var i = 0; i < golden.Steps.Count; i++)
        {
            var gradient = golden.Steps[i].Inputs["grad"].ToTensor(type);
            if (rank > 0 && i % gap == 0)
            {
                // Persistent weights project another gradient, whose directions are known after the step; their case has one basis alone.
                var turned = signs.Of(GradientProjection.Of(gradient, rank, side), golden.Steps[i], type);
                if (i > 0) using (no_grad()) state.exp_avg!.copy_(ProjectionSigns.Apply(signs.Apply(state.exp_avg), turned));
                signs = turned;
            }

            parameter.grad = gradient;
            optimizer.step();
            if (rank > 0 && i == 0) signs = signs.Of(state.left, state.right, golden.Steps[i], type);
            yield return Results(parameter, state, signs, golden.Text("algorithm", "") == "GaLoreAdamW");
        }
    }

    private static Dictionary<string, Tensor> Results(Parameter parameter, GradNormLoRP.State state, ProjectionSigns signs, bool isPlain)
    {
        var results = new Dictionary<string, Tensor> { ["param"] = parameter };
        var ending = isPlain ? "" : "_v";
        (results["exp_avg" + ending], results["exp_avg_sq" + ending]) = (signs.Apply(state.exp_avg!), state.exp_avg_sq!);
        if (isPlain) return results;
        var shape = parameter.ndim == 1 ? new long[] { 1 } : [parameter.size(0), 1];
        (results["g"], results["exp_avg_g"], results["exp_avg_sq_g"]) = (state.magnitude!.reshape(shape), state.exp_avg_magnitude!.reshape(shape), state.exp_avg_sq_magnitude!.reshape(shape));
        results["v"] = parameter * (state.norm! / state.magnitude!).reshape(shape);
        return results;
    }
}

/// <summary>A matrix projected to its first singular vectors and back.</summary>
internal sealed class GradientProjectionRunner : IGoldenRunner
{
    public string System => "GradNormLoRP";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && golden.Has("rank") && golden.Outputs.ContainsKey("low");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var gradient = golden.Inputs["grad"].ToTensor(type);
        using var projection = GradientProjection.Of(gradient, (int)golden.Number("rank", 1), golden.ProjectionSide());
        var signs = new ProjectionSigns().Of(projection.Left, projection.Right, golden.Outputs, type);
        var low = projection.Low(gradient);
        var results = new Dictionary<string, Tensor> { ["low"] = signs.Apply(low), ["back"] = projection.Back(low) * golden.Number("scale", 1) };
        if (projection.Left is { } left) results[projection.Right is null ? "basis" : "basis_left"] = signs.ApplyLeft(left);
        if (projection.Right is { } right) results[projection.Left is null ? "basis" : "basis_right"] = signs.ApplyRight(right);
        yield return results;
    }
}

/// <summary>The gradients of direction and magnitude.</summary>
internal sealed class WeightNormGradientRunner : IGoldenRunner
{
    public string System => "GradNormLoRP";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && golden.Inputs.ContainsKey("W") && golden.Outputs.ContainsKey("grad_direction");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Tensor weight = golden.Inputs["W"].ToTensor(type), gradient = golden.Inputs["grad"].ToTensor(type), norm = weight.norm(1), direction = empty_like(weight), dot = empty_like(norm);
        LowRankUpdates.Split(direction, weight, gradient, dot, norm, norm, 1);
        yield return new Dictionary<string, Tensor> { ["direction"] = weight / (norm + 1e-12).unsqueeze(-1), ["magnitude"] = norm.unsqueeze(-1), ["grad_direction"] = direction, ["grad_magnitude"] = dot };
    }
}

/// <summary>The layer form.</summary>
internal sealed class WeightNormLoraRunner : IGoldenRunner
{
    public string System => "GradNormLoRP";

    public bool Claims(GoldenCase golden) => golden.Has("detach_norm") && golden.Inputs.ContainsKey("W0");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Tensor frozen = golden.Inputs["W0"].ToTensor(type), x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var bias = golden.Inputs.GetValueOrDefault("bias");
        var linear = nn.Linear(frozen.size(1), frozen.size(0), bias is not null, dtype: type);
        var rank = (int)golden.Number("rank", 1);
        using (no_grad())
        {
            linear.weight!.copy_(frozen);
            if (bias is not null) linear.bias!.copy_(bias.ToTensor(type));
        }

        using var layer = torch.nn.WeightNormLoraLinear(linear, rank, golden.Number("scaling", 1) * rank, golden.Flag("detach_norm", true));
        var own = layer.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        using (no_grad())
        {
            foreach (var (name, given) in new[] { ("lora_A", "A"), ("lora_B", "B"), ("magnitude", "m") }) own[name].copy_(golden.Inputs[given].ToTensor(type));
        }

        var y = layer.call(x);
        y.backward([golden.Inputs["dy"].ToTensor(type)]);
        var results = new Dictionary<string, Tensor> { ["y"] = y, ["W"] = layer.MergedWeight(), ["dx"] = x.grad!, ["dA"] = own["lora_A"].grad!, ["dB"] = own["lora_B"].grad!, ["dm"] = own["magnitude"].grad! };
        if (bias is not null) results["dbias"] = own["bias"].grad!;
        yield return results;
    }
}
