using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>A parameter group of an optimizer of this namespace: parameters, perhaps with names for messages, and their options.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
public abstract class FusedParamGroup<TOptions> : ParamGroup<TOptions>, INamedGroup where TOptions : FusedOptimizerOptions
{
    private readonly IReadOnlyList<string>? names;

    private protected FusedParamGroup(IEnumerable<Parameter> parameters, TOptions options)
        : base(parameters ?? throw new ArgumentNullException(nameof(parameters)), options)
    {
    }

    private protected FusedParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, TOptions options)
        : this(parameters.Select(item => item.parameter), options)
        => names = [.. parameters.Select(item => item.name)];

    IReadOnlyList<string>? INamedGroup.Names => names;
}
