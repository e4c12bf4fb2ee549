using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The steps of a norm whose training changes state: forward and backward of each, with <c>gy</c> arriving; a step in evaluation beside them.</summary>
internal static class OfflineSteps
{
    public static IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type, OfflineNorm norm, IReadOnlyDictionary<string, Func<Tensor>> state)
    {
        norm.weight = new Parameter(golden.Inputs["weight"].ToTensor(type));
        norm.bias = new Parameter(golden.Inputs["bias"].ToTensor(type));
        foreach (var (name, buffer) in state)
            if (golden.Inputs.TryGetValue("init_" + name, out var value))
                using (no_grad()) buffer().copy_(value.ToTensor(type));

        foreach (var step in golden.Steps)
        {
            norm.train(step.Mode != "eval");
            norm.zero_grad();
            var x = step.Inputs["x"].ToTensor(type).requires_grad_();
            var mask = step.Inputs.TryGetValue("pad_mask", out var padded) ? padded.ToTensor(ScalarType.Bool) : null;
            var y = norm.forward(x, mask);
            y.backward([step.Inputs["gy"].ToTensor(type)]);
            var results = state.ToDictionary(item => "state_" + item.Key, item => item.Value());
            results["y"] = y;
            results["dx"] = x.grad!;
            results["dweight"] = norm.weight.grad!;
            results["dbias"] = norm.bias.grad!;
            yield return results;
        }
    }
}
