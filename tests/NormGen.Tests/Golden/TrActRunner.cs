using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>One forward and backward of a first layer; the ordinary gradient from the same layer before.</summary>
internal sealed class TrActRunner : IGoldenRunner
{
    public string System => "TrAct";

    public bool Claims(GoldenCase golden) => golden.Steps.Count == 0 && golden.Text("layer", "") is "Linear" or "Conv2d" && golden.Inputs.ContainsKey("dy");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Tensor weight = golden.Inputs["W"].ToTensor(type), x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var bias = golden.Inputs.TryGetValue("bias", out var offset) ? offset.ToTensor(type) : null;
        nn.Module<Tensor, Tensor> layer = golden.Text("layer", "") == "Linear" ? nn.Linear(weight.size(1), weight.size(0), bias is not null, dtype: type)
            : nn.Conv2d(weight.size(1), weight.size(0), (long)golden.Number("kernel", 1), (long)golden.Number("stride", 1), (long)golden.Number("padding", 0), bias: bias is not null, dtype: type);
        var own = layer.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        using (no_grad())
        {
            own["weight"].copy_(weight);
            if (bias is not null) own["bias"].copy_(bias);
        }

        var dy = golden.Inputs["dy"].ToTensor(type);
        layer.call(x).backward([dy]);
        var results = new Dictionary<string, Tensor> { ["dW_plain"] = own["weight"].grad!.clone() };
        layer.zero_grad();
        x.grad!.zero_();
        if (layer is Linear linear) TrAct.Attach(linear, golden.Number("lambda", 0.1));
        if (layer is Conv2d convolution) TrAct.Attach(convolution, golden.Number("lambda", 0.1));
        var y = layer.call(x);
        y.backward([dy]);
        (results["y"], results["dx"], results["dW"]) = (y, x.grad!, own["weight"].grad!);
        if (bias is not null) results["dbias"] = own["bias"].grad!;
        yield return results;
    }
}

/// <summary>Some steps of gradient descent through a first layer, by the mean squared error.</summary>
internal sealed class TrActTrainingRunner : IGoldenRunner
{
    public string System => "TrAct";

    public bool Claims(GoldenCase golden) => golden.Steps.Count > 0 && golden.Text("layer", "") == "Linear" && golden.Text("optimizer", "") == "SGD";

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Parameter weight = new(golden.Inputs["W"].ToTensor(type)), bias = new(golden.Inputs["bias"].ToTensor(type));
        using var optimizer = torch.optim.SGD([weight, bias], golden.Number("lr", 0.1), fused: true);
        foreach (var step in golden.Steps)
        {
            optimizer.zero_grad();
            var y = torch.nn.functional.tract_linear(step.Inputs["x"].ToTensor(type), weight, bias, golden.Number("lambda", 0.1));
            var loss = (y - step.Inputs["t"].ToTensor(type)).square().mean();
            loss.backward();
            var results = new Dictionary<string, Tensor> { ["loss"] = loss, ["dW"] = weight.grad!.clone(), ["dbias"] = bias.grad!.clone() };
            optimizer.step();
            (results["W"], results["bias"]) = (weight, bias);
            yield return results;
        }
    }
}
