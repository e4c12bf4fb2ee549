using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Runs the steps of a case whose parameters are <c>param.X</c> and whose gradients are <c>grad.X</c>.</summary>
internal sealed class OptimizerRun
{
    private readonly GoldenCase golden;
    private readonly ScalarType type;

    /// <summary>The parameters of a case.</summary>
    public OptimizerRun(GoldenCase golden, ScalarType type)
    {
        this.golden = golden;
        this.type = type;
        Parameters = golden.Inputs.Where(input => input.Key.StartsWith("param.", StringComparison.Ordinal)).ToDictionary(input => input.Key["param.".Length..], input => new Parameter(input.Value.ToTensor(type)));
    }

    /// <summary>The parameters by name.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters { get; }

    /// <summary>The parameters with the roles of the case: <paramref name="matrix"/> is what it calls matrices.</summary>
    public IEnumerable<(ParameterRole role, string name, Parameter parameter)> WithRoles(string matrix)
        => Parameters.Select(item => (golden.Roles[item.Key] == matrix ? ParameterRole.Matrix : item.Value.ndim == 2 ? ParameterRole.Embedding : ParameterRole.Vector, item.Key, item.Value));

    /// <summary>The gradient of a parameter in a step.</summary>
    public Tensor Gradient(GoldenStep step, string name) => step.Inputs["grad." + name].ToTensor(type);

    /// <summary>All steps: the parameters, and what a state shows.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="shown">The tensors of a state by the name that the case gives them; null where there is none.</param>
    public IEnumerable<Dictionary<string, Tensor>> Steps(FusedOptimizer optimizer, Func<FusedOptimizerState, IEnumerable<(string Name, Tensor? Value)>> shown)
    {
        // The states stand in the order of the groups, which a role makes.
        var states = optimizer.parameters().Zip(optimizer.state_dict().State.Cast<FusedOptimizerState>()).Select(pair => (Parameters.Single(item => ReferenceEquals(item.Value, pair.First)).Key, pair.Second)).ToArray();
        foreach (var step in golden.Steps)
        {
            if (step.Inputs.TryGetValue("lr", out var rate))
                foreach (var group in optimizer.ParamGroups) group.LearningRate = rate.Data[0];
            foreach (var (name, parameter) in Parameters) parameter.grad = Gradient(step, name);
            optimizer.step();
            var results = Parameters.ToDictionary(item => "param." + item.Key, item => (Tensor)item.Value);
            foreach (var (name, state) in states)
                foreach (var (what, value) in shown(state))
                    if (value is not null) results[$"{what}.{name}"] = value;
            yield return results;
        }
    }
}
