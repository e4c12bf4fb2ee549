using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Layer-normalized recurrent cells over a sequence: which one, the parameters that are there say. The bias of the LSTM stands in both places, as in the reference.</summary>
internal sealed class RecurrentRunner : IGoldenRunner
{
    public string System => "Layer Normalization";

    public bool Claims(GoldenCase golden) => golden.Has("hidden_size") && golden.Inputs.ContainsKey("h0");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (input, hidden, eps) = ((long)golden.Number("input_size", 0), (long)golden.Number("hidden_size", 0), golden.Number("eps", 1e-5));
        using nn.Module cell = golden.Inputs.ContainsKey("c0") ? torch.nn.LayerNormLSTMCell(input, hidden, biasTwice: true, eps: eps, dtype: type)
            : golden.Inputs.ContainsKey("bias_ru") ? torch.nn.LayerNormGRUCell(input, hidden, eps: eps, dtype: type)
            : torch.nn.LayerNormRNNCell(input, hidden, eps: eps, dtype: type);
        foreach (var (name, parameter) in cell.named_parameters()) using (no_grad()) parameter.copy_(golden.Inputs[Key(name)].ToTensor(type));
        var results = Gradients.Run(golden, type, inputs => Steps(cell, inputs));
        foreach (var (name, parameter) in cell.named_parameters()) results["d" + Key(name)] = parameter.grad!;
        yield return results;
    }

    private static Dictionary<string, Tensor> Steps(nn.Module cell, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var (x, h, c) = (inputs["x"], inputs["h0"], inputs.GetValueOrDefault("c0"));
        var (states, cells) = (new List<Tensor>(), new List<Tensor>());
        for (var t = 0; t < x.size(0); t++)
        {
            var mask = inputs.TryGetValue("mask", out var all) ? all.detach()[t] : null;
            if (cell is LayerNormLSTMCell lstm)
            {
                (h, c) = lstm.Step(x[t], (h, c!), mask);
                cells.Add(c);
            }
            else
            {
                h = cell is LayerNormGRUCell gru ? gru.Step(x[t], h, mask) : ((LayerNormRNNCell)cell).Step(x[t], h, mask);
            }

            states.Add(h);
        }

        var results = new Dictionary<string, Tensor> { ["h"] = stack(states) };
        if (cells.Count > 0) results["c"] = stack(cells);
        return results;
    }

    private static string Key(string name) => name.Replace("weight_", "w_").Replace(".", "_");
}

/// <summary>The layer norm of the authors' Lua module, whose eps stands outside the root.</summary>
internal sealed class LayerNormByDeviationRunner : IGoldenRunner
{
    public string System => "Layer Normalization";

    public bool Claims(GoldenCase golden) => golden.Text("eps_placement", "") == "added_to_std" && golden.Inputs.ContainsKey("weight");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return Gradients.Run(golden, type, inputs => new() { ["y"] = Norms.LayerNormByDeviation(inputs["x"], inputs["weight"], inputs["bias"], golden.Number("eps", 1e-5)) });
    }
}
