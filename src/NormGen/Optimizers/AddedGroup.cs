using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>A parameter group as an optimizer took it.</summary>
/// <param name="Group">The caller's group, which schedulers write.</param>
/// <param name="Filled">The group's options with the optimizer's in every gap.</param>
/// <param name="Parameters">Its parameters, enumerated once.</param>
/// <param name="States">The state of each.</param>
internal sealed record AddedGroup(ParamGroup Group, FusedOptimizerOptions Filled, Parameter[] Parameters, FusedOptimizerState[] States)
{
    /// <summary>The options as they are now.</summary>
    public FusedOptimizerOptions Options => (FusedOptimizerOptions)Group.Options;

    /// <summary>Throws where the parameters are no longer those that were added.</summary>
    /// <exception cref="InvalidOperationException">The message names the parameter.</exception>
    public void CheckParameters()
    {
        if (!ReferenceEquals(Group.Parameters, Parameters)) throw new InvalidOperationException("The parameters of a group were exchanged after it was added; add_param_group takes more, a new optimizer takes others.");
        foreach (var state in States) state.CheckParameter();
    }
}
