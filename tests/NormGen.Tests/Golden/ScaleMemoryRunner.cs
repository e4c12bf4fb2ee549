using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>State elements of a whole model: the optimizers take a step over its parameters on the meta device, which has shapes and no memory, and say how large their state is.</summary>
internal sealed class ScaleMemoryRunner : IGoldenRunner
{
    public string System => "SCALE";

    public bool Claims(GoldenCase golden) => new[] { "vocab", "hidden", "intermediate", "layers" }.All(golden.Has) && golden.Outputs.ContainsKey("state.scale");

    public string? NotShown(string output) => output is "params" || output.EndsWith(".scale", StringComparison.Ordinal) || output.EndsWith(".adamw", StringComparison.Ordinal)
        ? null
        : "the state of another method";

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var items = Llama((long)golden.Number("vocab", 0), (long)golden.Number("hidden", 0), (long)golden.Number("intermediate", 0), (int)golden.Number("layers", 0), type);
        foreach (var (_, _, parameter) in items) parameter.grad = empty_like(parameter);
        using var scale = new SCALE(items);
        using var adam = new FusedAdamW(items);
        scale.step();
        adam.step();
        var size = items[0].parameter.ElementSize;
        var head = scale.state_dict().State.Cast<SCALE.State>().Where(state => state.Role == ParameterRole.Head).Sum(state => state.Bytes);
        yield return new Dictionary<string, Tensor>
        {
            ["params"] = tensor((double)items.Sum(item => item.parameter.numel())),
            ["state.scale"] = tensor((double)scale.StateBytes / size),
            ["state.adamw"] = tensor((double)adam.StateBytes / size),
            ["readme_state.scale"] = tensor((double)head / size),
            ["readme_state.adamw"] = tensor((double)adam.StateBytes / size),
        };
    }

    private static (ParameterRole role, string name, Parameter parameter)[] Llama(long vocab, long hidden, long intermediate, int layers, ScalarType type)
    {
        var items = new List<(ParameterRole, string, Parameter)>();
        Add(ParameterRole.Embedding, "embedding", vocab, hidden);
        for (var layer = 0; layer < layers; layer++)
        {
            foreach (var name in new[] { "q", "k", "v", "o" }) Add(ParameterRole.Matrix, name + layer, hidden, hidden);
            Add(ParameterRole.Matrix, "gate" + layer, intermediate, hidden);
            Add(ParameterRole.Matrix, "up" + layer, intermediate, hidden);
            Add(ParameterRole.Matrix, "down" + layer, hidden, intermediate);
            Add(ParameterRole.Vector, "attention_norm" + layer, hidden);
            Add(ParameterRole.Vector, "mlp_norm" + layer, hidden);
        }

        Add(ParameterRole.Vector, "norm", hidden);
        Add(ParameterRole.Head, "head", vocab, hidden);
        return [.. items];

        void Add(ParameterRole role, string name, params long[] shape) => items.Add((role, name, new Parameter(empty(shape, type, device: META))));
    }
}
