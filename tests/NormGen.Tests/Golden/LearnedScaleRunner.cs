using NormGen.Modules;
using NormGen.Tests.Golden.Blocks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Layers whose branches have learned numbers, through generated blocks and Fixup's modules: SkipInit, ReZero, Fixup.</summary>
internal sealed class LearnedScaleRunner : IGoldenRunner
{
    public string System => "Scaled residual branches";

    public bool Claims(GoldenCase golden) => golden.Text("kind", "") switch
    {
        "skipinit" or "rezero" => golden.Text("activation", "relu") == "relu" && golden.Inputs.ContainsKey("l0.mix_w"),
        "fixup_mlp" => golden.Inputs.ContainsKey("scale"),
        _ => golden.Has("stride") && golden.Inputs.ContainsKey("conv1.weight"),
    };

    public string? NotShown(string output) => null;

    // The gradient of one number is a sum over all elements, whose terms may nearly cancel.
    public double Cancelling(GoldenCase golden, string output) => golden.Outputs[output].Data.Length == 1 ? golden.Inputs["dy"].Data.Sum(Math.Abs) : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        // The module's parameter that stands for an input of the case.
        var own = new Dictionary<string, Parameter>();
        var results = Gradients.Run(golden, type, inputs => new()
        {
            ["y"] = golden.Text("kind", "") switch
            {
                "skipinit" or "rezero" => Layers(golden, inputs, own),
                "fixup_mlp" => FixupMlp(inputs, own),
                _ => FixupConvolutions(golden, inputs, own),
            },
        });
        foreach (var (name, parameter) in own) results["d" + name] = parameter.grad!;
        yield return results;
    }

    private static Tensor Layers(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Parameter> own)
    {
        var h = inputs["x"];
        for (var layer = 0; layer < (int)golden.Number("layers", 0); layer++)
        {
            var prefix = $"l{layer}.";
            Tensor Mix(Tensor x) => nn.functional.linear(x, inputs[prefix + "mix_w"]);
            Tensor Mlp(Tensor x) => nn.functional.linear(nn.functional.relu(nn.functional.linear(x, inputs[prefix + "fc1_w"], inputs[prefix + "fc1_b"])), inputs[prefix + "fc2_w"], inputs[prefix + "fc2_b"]);
            nn.Module<Tensor, Tensor> block = golden.Text("kind", "") == "rezero" ? new ReZeroBlock(Mix, Mlp) : new SkipInitBlock(Mix, Mlp);
            block.to(h.dtype);
            foreach (var (name, parameter) in block.named_parameters()) Put(prefix + (name.Split('_') is [var branch, "alpha"] ? "alpha_" + branch : name), parameter, inputs, own);
            h = block.call(h);
        }

        return h;
    }

    private static Tensor FixupMlp(IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Parameter> own)
    {
        var biases = new[] { "bias1a", "bias1b", "bias2a" }.ToDictionary(name => name, _ => new ScalarBias(dtype: inputs["x"].dtype));
        var block = new FixupBlock(x => nn.functional.linear(
            biases["bias2a"].call(nn.functional.relu(biases["bias1b"].call(nn.functional.linear(biases["bias1a"].call(x), inputs["w1"])))), inputs["w2"]));
        block.to(inputs["x"].dtype);
        foreach (var (name, bias) in biases) Put(name, bias.bias, inputs, own);
        Put("scale", block.BranchScale, inputs, own);
        Put("bias2b", block.BranchBias, inputs, own);
        return block.call(inputs["x"]);
    }

    private static Tensor FixupConvolutions(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Parameter> own)
    {
        var block = torch.nn.FixupBasicBlock((long)golden.Number("in_channels", 0), (long)golden.Number("channels", 0), branches: 1, (long)golden.Number("stride", 1));
        block.to(inputs["x"].dtype);
        foreach (var (name, parameter) in block.named_parameters()) Put(name, parameter, inputs, own);
        return block.call(inputs["x"]);
    }

    private static void Put(string name, Parameter parameter, IReadOnlyDictionary<string, Tensor> inputs, Dictionary<string, Parameter> own)
    {
        using (no_grad()) parameter.copy_(inputs[name]);
        own[name] = parameter;
    }
}
