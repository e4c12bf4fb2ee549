using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The norms of a Peri-LN case, found by name: <c>name</c> or <c>name.weight</c> with <c>name.bias</c>.</summary>
internal sealed class PeriLNNorms(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs)
{
    private readonly bool layer = golden.Text("norm", "rms") == "layer";
    private readonly double eps = golden.Number("eps", 1e-6);
    private readonly string placement = golden.Text("placement", "peri");

    public Tensor Input(string name, Tensor x) => placement is "peri" or "pre" ? Apply(name, x) : x;

    public Tensor Output(string name, Tensor x) => placement is "peri" or "output" ? Apply(name, x) : x;

    public Tensor Apply(string name, Tensor x)
    {
        var weight = inputs.TryGetValue(name, out var own) ? own : inputs[name + ".weight"];
        return layer ? Norms.LayerNorm(x, weight, inputs[name + ".bias"], eps) : Norms.RMSNorm(x, weight, eps);
    }
}
