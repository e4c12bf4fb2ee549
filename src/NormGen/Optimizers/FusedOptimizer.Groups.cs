using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public abstract partial class FusedOptimizer
{
    /// <summary>Adds a group of parameters. Options that it leaves open are the optimizer's.</summary>
    /// <param name="param_group">The group, of this optimizer's own type.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit; optimizer and group are then unchanged.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        AddGroups([param_group]);
    }

    /// <summary>Adds all groups or, where one does not fit, none.</summary>
    private protected void AddGroups(IEnumerable<ParamGroup> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var taken = States.Where(state => !state.Parameter.IsInvalid).Select(state => ParameterIdentity.Of(state.Parameter)).ToHashSet();
        var added = new List<AddedGroup>();
        foreach (var group in parameters)
        {
            if (added.Exists(other => ReferenceEquals(other.Group, group))) throw new ArgumentException("A group is given twice.", nameof(parameters));
            added.Add(Check(group, groups.Count + added.Count, taken));
        }

        if (added.Count == 0) throw new ArgumentException("There is no parameter to optimize. Of a model: has it called RegisterComponents?", nameof(parameters));

        // All is checked: from here nothing throws.
        foreach (var group in added) Take(group);
    }

    private AddedGroup Check(ParamGroup group, int index, HashSet<IntPtr> taken)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (group.GetType() != GroupType) throw new ArgumentException($"{GetType().Name} takes groups of type {GetType().Name}.{GroupType.Name}, not {group.GetType()}.", "parameters");
        var options = (FusedOptimizerOptions)(group.Options ?? Defaults.New());
        if (options.Checkpoint is not null) throw new ArgumentException($"Group {index} is already in an optimizer: make a new group of the same parameters.", "parameters");
        var filled = options.FilledFrom(Defaults);
        filled.Validate();

        Parameter[] parameters = [.. group.Parameters ?? []];
        if (parameters.Length == 0) throw new ArgumentException($"Group {index} has no parameters.", "parameters");
        var names = (group as INamedGroup)?.Names;
        var states = parameters.Select((parameter, i) =>
        {
            var description = names is null ? $"Parameter {i} of group {index}" : $"Parameter '{names[i]}'";
            var state = NewState(parameter, CheckParameter(parameter, description, options.role, taken), description);
            state.Begin(filled.half!.Value);
            if (state.CannotRound(filled.half.Value) is { } reason) throw new ArgumentException(reason, "half");
            CheckFit(state, filled);
            return state;
        }).ToArray();
        for (var i = 0; filled.IsPaired && i + 1 < states.Length; i += 2) (states[i].Partner, states[i + 1].Partner) = (states[i + 1], states[i]);
        return new AddedGroup(group, filled, parameters, states);
    }

    private static ParameterRole CheckParameter(Parameter? parameter, string description, ParameterRole? given, HashSet<IntPtr> taken)
    {
        if (parameter is null) throw new ArgumentException($"{description} is null.", "parameters");
        if (parameter.IsInvalid) throw new ArgumentException($"{description} is disposed.", "parameters");
        if (!is_floating_point(parameter)) throw new ArgumentException($"{description} is of type {parameter.dtype}; only floating-point parameters can be trained.", "parameters");
        if (!taken.Add(ParameterIdentity.Of(parameter)))
            throw new ArgumentException($"{description} is already in this optimizer, or shares its memory with one that is: it would be updated twice a step. Optimizers over a model take tied parameters once.", "parameters");
        var role = given ?? ParameterRoles.FromShape(parameter);
        ParameterRoles.CheckShape(role, parameter, description);
        return role;
    }

    private void Take(AddedGroup added)
    {
        var options = (FusedOptimizerOptions)(added.Group.Options ??= Defaults.New());
        options.LoadStateDict(added.Filled);
        options.Checkpoint = checkpoint;
        added.Group.Parameters = added.Parameters;
        foreach (var state in added.States)
        {
            state.Checkpoint = checkpoint;
            _state.Add(state.Parameter.Handle, state);
        }

        groups.Add(added);
        _parameter_groups.Add(added.Group);
    }
}
