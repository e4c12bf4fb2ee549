using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden.Conversions;

/// <summary>Training of a Pre-RMSNorm model whose parameters are recentred in forward: results, losses, gradients and parameters of the Pre-LN model.</summary>
internal sealed class RecentredTrainingRunner : IGoldenRunner
{
    public string System => "Pre-RMSNorm / Pre-CRMSNorm";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("tokens") && golden.Steps.Count > 0 && golden.Text("optimizer", "") is "sgd" or "adam";

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var (table, inner) = (golden.Inputs["emb"].Shape, golden.Inputs["fc1_w"].Shape[0]);
        var emb = torch.nn.EmbeddingZeroMeanOutput(table[0], table[1], dtype: type);
        var (fc1, fc2) = (nn.Linear(table[1], inner, dtype: type), torch.nn.LinearZeroMeanOutput(inner, table[1], dtype: type));
        var head = nn.Linear(table[1], golden.Inputs["head_w"].Shape[0], hasBias: false, dtype: type);
        var norm = torch.nn.RMSNorm(table[1], golden.Number("eps", 1e-5), elementwise_affine: false);
        var parameters = new Dictionary<string, Parameter> { ["emb"] = emb.weight, ["fc1_w"] = fc1.weight!, ["fc1_b"] = fc1.bias!, ["fc2_w"] = fc2.weight, ["fc2_b"] = fc2.bias!, ["head_w"] = head.weight! };
        foreach (var (name, parameter) in parameters) using (no_grad()) parameter.copy_(golden.Inputs[name].ToTensor(type));
        var lr = golden.Number("lr", 0);
        using var optimizer = golden.Text("optimizer", "") == "sgd" ? (optim.Optimizer)torch.optim.SGD(parameters.Values, lr, golden.Number("momentum", 0)) : torch.optim.Adam(parameters.Values, lr);
        var (tokens, target) = (golden.Inputs["tokens"].ToTensor(ScalarType.Int64), golden.Inputs["target"].ToTensor(type));
        foreach (var _ in golden.Steps)
        {
            optimizer.zero_grad();
            var h = emb.call(tokens);
            h = h + fc2.call(nn.functional.gelu(fc1.call(norm.call(h))));
            var y = head.call(norm.call(h));
            var loss = nn.functional.mse_loss(y, target);
            loss.backward();
            var results = new Dictionary<string, Tensor> { ["y"] = y, ["loss"] = loss };
            foreach (var (name, parameter) in parameters) results["d" + name] = parameter.grad!.clone();
            optimizer.step();
            foreach (var (name, parameter) in parameters) results[name] = parameter;
            yield return results;
        }
    }
}
