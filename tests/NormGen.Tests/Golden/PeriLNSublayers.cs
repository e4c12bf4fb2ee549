using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The sublayers of a Peri-LN case, from the weights that are there.</summary>
internal static class PeriLNSublayers
{
    public static bool Knows(string mlp) => mlp == "swiglu" || (mlp.Split('-') is ["fc1", var activation, "fc2"] && Activations.Knows(activation));

    public static IEnumerable<(string Name, Func<Tensor, Tensor> Forward)> Of(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs, string prefix)
    {
        if (inputs.ContainsKey(prefix + "attn_w")) yield return ("attn", x => nn.functional.linear(x, W("attn_w")));
        if (inputs.ContainsKey(prefix + "q_w")) yield return ("attn", Attention);
        if (inputs.ContainsKey(prefix + "gate_w"))
            yield return ("mlp", x => nn.functional.linear(nn.functional.silu(nn.functional.linear(x, W("gate_w"))) * nn.functional.linear(x, W("up_w")), W("down_w")));
        else
            yield return ("mlp", x => nn.functional.linear(Activations.Apply(golden.Text("mlp", "").Split('-')[1], nn.functional.linear(x, W("fc1_w"), W("fc1_b"))), W("fc2_w"), W("fc2_b")));

        Tensor W(string name) => inputs[prefix + name];

        // Causal self-attention of [batch, time, features], without biases.
        Tensor Attention(Tensor x)
        {
            var heads = (long)golden.Number("heads", 1);
            var (batch, time, features) = (x.size(0), x.size(1), x.size(2));
            Tensor Split(Tensor t) => t.view(batch, time, heads, features / heads).transpose(1, 2);
            var scores = Split(nn.functional.linear(x, W("q_w"))).matmul(Split(nn.functional.linear(x, W("k_w"))).transpose(-2, -1)) / Math.Sqrt((double)features / heads);
            var visible = ones(time, time, ScalarType.Bool).tril();
            var attended = scores.masked_fill(visible.logical_not(), double.NegativeInfinity).softmax(-1).matmul(Split(nn.functional.linear(x, W("v_w"))));
            return nn.functional.linear(attended.transpose(1, 2).reshape(batch, time, features), W("o_w"));
        }
    }
}
