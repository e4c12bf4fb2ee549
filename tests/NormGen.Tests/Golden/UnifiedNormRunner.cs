using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Unified normalization over several steps: windows, warm-up, filtered outliers, padding masks <c>[batch, tokens]</c> for batch-first inputs, evaluation.</summary>
internal sealed class UnifiedNormRunner : IGoldenRunner
{
    public string System => "Unified Normalization";

    public bool Claims(GoldenCase golden) => golden.Has("window_size") && golden.Has("warmup_iters") && golden.Steps.Count > 0;

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var windows = golden.IsList("window_size") ? golden.Numbers("window_size") : [golden.Number("window_size", 4)];
        var norm = torch.nn.UnifiedNorm((long)golden.Number("channels", 0), (long)windows[0], (long)golden.Number("warmup_iters", 4000), golden.Flag("outlier_filtration", false),
            golden.Number("eps", 1e-5), golden.Number("momentum", 0.9), (long)windows[^1], batch_first: true, dtype: type);
        return OfflineSteps.Run(golden, type, norm, new Dictionary<string, Func<Tensor>>
        {
            ["running_var"] = () => norm.running_var,
            ["ema_gz"] = () => norm.ema_gz,
            ["buffer_x2"] = () => norm.buffer_x2,
            ["buffer_gz"] = () => norm.buffer_gz,
            ["iters"] = () => norm.iters,
            ["skip_counter"] = () => norm.skip_counter,
        });
    }
}

/// <summary>A unified normalization that becomes part of the linear layer after it.</summary>
internal sealed class UnifiedNormFoldRunner : IGoldenRunner
{
    public string System => "Unified Normalization";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("running_var") && golden.Outputs.ContainsKey("W_folded");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Tensor Input(string name) => golden.Inputs[name].ToTensor(type);
        var norm = torch.nn.UnifiedNorm(Input("weight").size(0), eps: golden.Number("eps", 1e-5), dtype: type);
        norm.weight = new Parameter(Input("weight"));
        norm.bias = new Parameter(Input("bias"));
        norm.running_var = Input("running_var");
        norm.eval();
        var (weight, bias) = norm.FoldInto(Input("W"), Input("b"));
        yield return new Dictionary<string, Tensor>
        {
            ["y_un"] = norm.call(Input("x")),
            ["y"] = torch.nn.functional.linear(Input("x"), weight, bias),
            ["W_folded"] = weight,
            ["b_folded"] = bias,
        };
    }
}
