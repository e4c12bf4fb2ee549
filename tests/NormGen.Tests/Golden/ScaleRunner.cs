using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs of SCALE over parameters with roles: <c>param.X</c>, <c>grad.X</c>, <c>moment1.X</c>, <c>moment2.X</c>, and the learning rate that a schedule sets.</summary>
internal sealed class ScaleRunner : IGoldenRunner
{
    public string System => "SCALE";

    public bool Claims(GoldenCase golden) => golden.Roles.Count > 0 && golden.Steps.Count > 0 && golden.Roles.Values.All(role => role is "main" or "last" or "embed" or "oned");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        var parameters = golden.Roles.Keys.ToDictionary(name => name, name => new Parameter(golden.Inputs["param." + name].ToTensor(type)));
        var betas = golden.Numbers("adamw_betas", 0.9, 0.999);
        var optimizer = new SCALE(
            golden.Roles.Select(role => (Role(role.Value, parameters[role.Key]), role.Key, parameters[role.Key])),
            golden.Number("lr", 1e-4), golden.Number("momentum", 0.9), golden.Number("weight_decay", 0), golden.Has("adam_lr") ? golden.Number("adam_lr", 0) : null,
            betas[0], betas[1], golden.Number("adamw_eps", 1e-8));
        var states = optimizer.state_dict().State.Cast<SCALE.State>().ToArray();
        var order = optimizer.parameters().Select(parameter => parameters.Single(item => ReferenceEquals(item.Value, parameter)).Key).ToArray();

        foreach (var step in golden.Steps)
        {
            if (step.Inputs.TryGetValue("lr", out var rate))
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = rate.Data[0];
            foreach (var (name, parameter) in parameters) parameter.grad = step.Inputs["grad." + name].ToTensor(type);
            optimizer.step();

            var results = parameters.ToDictionary(item => "param." + item.Key, item => (Tensor)item.Value);
            for (var i = 0; i < order.Length; i++)
            {
                if (states[i].moment1 is { } first) results["moment1." + order[i]] = first;
                if (states[i].moment2 is { } second) results["moment2." + order[i]] = second;
            }

            yield return results;
        }
    }

    private static ParameterRole Role(string role, Tensor parameter) => role switch
    {
        "embed" => ParameterRole.Embedding,
        "last" => ParameterRole.Head,
        "oned" => ParameterRole.Vector,
        _ => parameter.ndim > 2 ? ParameterRole.Convolution : ParameterRole.Matrix,
    };
}
