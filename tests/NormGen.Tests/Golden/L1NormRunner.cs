using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>L1 norms, plain and between quantizers of activations and gradients.</summary>
internal sealed class L1NormRunner : IGoldenRunner
{
    public string System => "ShiftQuant + fully quantized L1 normalization";

    public bool Claims(GoldenCase golden) => golden.Text("kind", "") is "batch" or "layer" && golden.Inputs.ContainsKey("x") && golden.Has("bits_a") == golden.Inputs.ContainsKey("u_d");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        using var norm = Make(golden, golden.Inputs["x"].Shape, type);
        foreach (var (name, parameter) in norm.named_parameters()) using (no_grad()) parameter.copy_(golden.Inputs[name].ToTensor(type));
        var x = golden.Inputs["x"].ToTensor(type).requires_grad_();
        var watched = new Watched(norm);
        var y = golden.Has("bits_a")
            ? FullyQuantized.Apply(watched, x, (int)golden.Number("bits_a", 8), Rounding("u_g"), Rounding("u_d"))
            : watched.call(x);
        y.backward([golden.Inputs["gy"].ToTensor(type)]);
        var results = norm.named_parameters().ToDictionary(item => "d" + item.name, item => item.parameter.grad!);
        (results["y"], results["dx"]) = (y, x.grad!);
        if (golden.Has("bits_a")) (results["xq"], results["dx_raw"], results["y_raw"], results["gq"]) = (watched.Input!, watched.Input!.grad!, watched.Output!, watched.Output!.grad!);
        else (results["mu"], results["sigma1"]) = Statistics(golden, type);
        yield return results;

        Func<Tensor, Tensor> Rounding(string noise) => z => Quantizers.QuantizedGradient(z, (int)golden.Number("bits_g", 8), golden.Inputs[noise].ToTensor(type));
    }

    private static nn.Module<Tensor, Tensor> Make(GoldenCase golden, long[] shape, ScalarType type) => (golden.Text("kind", ""), shape.Length) switch
    {
        ("layer", _) => torch.nn.L1LayerNorm(shape[^1], golden.Number("eps", 1e-5), dtype: type),
        (_, 4) => torch.nn.L1BatchNorm2d(shape[1], golden.Number("eps", 1e-5), dtype: type),
        _ => torch.nn.L1BatchNorm1d(shape[1], golden.Number("eps", 1e-5), dtype: type),
    };

    /// <summary>The statistics of the batch are the running ones where all weight is the batch's; rows are the channels of one sample.</summary>
    private static (Tensor Mean, Tensor Deviation) Statistics(GoldenCase golden, ScalarType type)
    {
        var x = golden.Inputs["x"].ToTensor(type);
        if (golden.Text("kind", "") == "layer") x = x.unsqueeze(0);
        using L1BatchNorm norm = x.ndim == 4 ? torch.nn.L1BatchNorm2d(x.shape[1], momentum: 1, dtype: type) : torch.nn.L1BatchNorm1d(x.shape[1], momentum: 1, dtype: type);
        norm.call(x);
        return (norm.running_mean.clone(), norm.running_s1.clone());
    }

    /// <summary>A norm whose input and result, and their gradients, are kept.</summary>
    private sealed class Watched(nn.Module<Tensor, Tensor> norm) : nn.Module<Tensor, Tensor>(nameof(Watched))
    {
        public Tensor? Input { get; private set; }

        public Tensor? Output { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Input = input;
            Output = norm.call(input);
            Input.retain_grad();
            Output.retain_grad();
            return Output;
        }
    }
}
