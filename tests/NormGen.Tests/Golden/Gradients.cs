using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The conventions of the golden files for gradients: the cotangent of an output <c>y</c> is the input <c>dy</c>, the gradient of an input <c>x</c> is the output <c>dx</c>.</summary>
internal static class Gradients
{
    /// <summary>The outputs of <paramref name="forward"/> and the gradients of all inputs that have one among the expected outputs.</summary>
    public static Dictionary<string, Tensor> Run(GoldenCase golden, ScalarType type, Func<IReadOnlyDictionary<string, Tensor>, Dictionary<string, Tensor>> forward)
    {
        var leaves = golden.Inputs.ToDictionary(item => item.Key, item => item.Value.ToTensor(type).requires_grad_());
        var results = forward(leaves);
        var seeds = results.Where(item => leaves.ContainsKey("d" + item.Key)).ToArray();
        if (seeds.Length == 0) return results;
        var loss = seeds.Select(item => (item.Value * leaves["d" + item.Key].detach()).sum()).Aggregate((a, b) => a + b);
        loss.backward();
        foreach (var (name, leaf) in leaves)
            if (golden.Outputs.ContainsKey("d" + name))
                results["d" + name] = leaf.grad ?? zeros_like(leaf);
        return results;
    }
}
