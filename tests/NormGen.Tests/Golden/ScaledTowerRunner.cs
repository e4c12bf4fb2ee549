using NormGen.Tests.Golden.Blocks;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Towers of residual branches scaled by one constant, given or by a rule, through generated blocks; and the terms of the paper's expansion, from derivatives of those blocks.</summary>
internal sealed class ScaledTowerRunner : IGoldenRunner
{
    public string System => "Scaled residual branches";

    public bool Claims(GoldenCase golden) => golden.Has("blocks") && golden.Text("scale_rule", "fixed") is "one" or "fixed" or "inv_n" or "inv_sqrt_n" or "inv_sqrt_2n"
        && (golden.Inputs.ContainsKey("b0.w1") || golden.Inputs.ContainsKey("b0.a"));

    public string? NotShown(string output) => null;

    // What is left of y when two orders of the expansion are taken off, or of a branch when x is.
    public double Cancelling(GoldenCase golden, string output) => output is "remainder" ? 10 : output.StartsWith("order", StringComparison.Ordinal) ? 100 / golden.Number("scale", 1) : 0;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var scale = golden.Number("scale", 1);
        IReadOnlyList<Func<Tensor, Tensor>> maps = [];
        var results = Gradients.Run(golden, type, inputs =>
        {
            var tower = Blocks(golden, inputs);
            maps = [.. Enumerable.Range(0, (int)golden.Number("blocks", 0)).Select(i => Map(Branch(inputs, $"b{i}.")))];
            return new() { ["y"] = tower.Aggregate(inputs["x"], (h, block) => block(h)) };
        });
        var x = golden.Inputs["x"].ToTensor(type);
        if (golden.Inputs.ContainsKey("b0.a")) AddOrders(results, x, maps);
        else AddExpansion(results, x, maps, scale);
        yield return results;
    }

    /// <summary>One branch as a generated block alone, without x: <c>(block(x) - x) / s</c> with s = 1.</summary>
    private static Func<Tensor, Tensor> Map(Func<Tensor, Tensor> branch) => x => new InverseBranchesBlock(1, branch).call(x) - x;

    private static IEnumerable<Func<Tensor, Tensor>> Blocks(GoldenCase golden, IReadOnlyDictionary<string, Tensor> inputs)
    {
        var count = (int)golden.Number("blocks", 0);
        var branches = Enumerable.Range(0, count).Select(i => Branch(inputs, $"b{i}.")).ToArray();
        return golden.Text("scale_rule", "fixed") switch
        {
            "one" => branches.Select(Func<Tensor, Tensor> (branch) => new InverseBranchesBlock(1, branch).call),
            "inv_n" => branches.Select(Func<Tensor, Tensor> (branch) => new InverseBranchesBlock(count, branch).call),
            "inv_sqrt_n" => branches.Select(Func<Tensor, Tensor> (branch) => new InverseSqrtBlock(count, branch).call),
            // n twice the number of layers: two branches a block.
            "inv_sqrt_2n" => branches.Chunk(2).Select(Func<Tensor, Tensor> (pair) => new TwoBranchBlock(count, pair[0], pair[1]).call),
            _ => branches.Select(Func<Tensor, Tensor> (branch) => x => new InverseBranchesBlock(1, h => branch(h) * golden.Number("scale", 1)).call(x)),
        };
    }

    private static Func<Tensor, Tensor> Branch(IReadOnlyDictionary<string, Tensor> inputs, string prefix) => h => inputs.TryGetValue(prefix + "a", out var linear)
        ? nn.functional.linear(h, linear)
        : nn.functional.linear(nn.functional.linear(h, inputs[prefix + "w1"], inputs[prefix + "b1"]).tanh(), inputs[prefix + "w2"]);

    /// <summary><c>y = x + s · order1 + s² · order2 + remainder</c>: order1 the sum of all branches of x, order2 that of <c>J_j(x) · f_i(x)</c> over i before j.</summary>
    private static void AddExpansion(Dictionary<string, Tensor> results, Tensor x, IReadOnlyList<Func<Tensor, Tensor>> branches, double scale)
    {
        var values = branches.Select(branch => branch(x).detach()).ToArray();
        var first = values.Aggregate((a, b) => a + b);
        var second = zeros_like(x);
        for (var j = 1; j < branches.Count; j++) second += Directional(branches[j], x, values.Take(j).Aggregate((a, b) => a + b));
        (results["order1"], results["order2"]) = (first, second);
        results["remainder"] = results["y"].detach() - x - scale * first - scale * scale * second;
    }

    /// <summary>The derivative of a map along a direction, from two backward passes.</summary>
    private static Tensor Directional(Func<Tensor, Tensor> map, Tensor at, Tensor along)
    {
        var x = at.clone().requires_grad_();
        var incoming = zeros_like(at).requires_grad_();
        var gradient = autograd.grad([map(x)], [x], [incoming], create_graph: true)[0];
        return autograd.grad([gradient], [incoming], [along])[0];
    }

    /// <summary>Of linear branches, order k is the sum of all products of k of them in their order; so many there are.</summary>
    private static void AddOrders(Dictionary<string, Tensor> results, Tensor x, IReadOnlyList<Func<Tensor, Tensor>> branches)
    {
        var orders = new Tensor[branches.Count + 1];
        var paths = new double[branches.Count + 1];
        (orders[0], paths[0]) = (x, 1);
        for (var k = 1; k < orders.Length; k++) orders[k] = zeros_like(x);
        for (var i = 0; i < branches.Count; i++)
        {
            for (var k = i + 1; k > 0; k--) (orders[k], paths[k]) = (orders[k] + branches[i](orders[k - 1]).detach(), paths[k] + paths[k - 1]);
        }

        for (var k = 0; k < orders.Length; k++) results["order" + k] = orders[k];
        results["paths"] = tensor(paths);
    }
}
