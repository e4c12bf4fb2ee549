using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// What the optimizers of this namespace share on top of TorchSharp's <see cref="OptimizerHelper"/>: parameter groups with a role, one fused update a parameter,
/// state that is allocated when it is first used, and checkpoints that are checked before they change anything.
/// </summary>
/// <remarks>
/// Build an optimizer after the last <c>to()</c> of the model: moving a model replaces its parameters. Parameters without a gradient are left as they are.
/// The class name is part of TorchSharp's checkpoint format.
/// </remarks>
public abstract class FusedOptimizer : OptimizerHelper
{
    private readonly CheckpointLayout layout;

    private protected FusedOptimizer(FusedOptimizerOptions defaults)
    {
        defaults.InitialLearningRate = defaults.LearningRate ?? 0;
        defaults.Validate();
        _defaults = defaults;
        _parameter_groups = new List<ParamGroup>();
        layout = new CheckpointLayout(() => _parameter_groups, States);
    }

    /// <summary>The memory of all state tensors. State is allocated at a parameter's first update, so this is 0 before the first step.</summary>
    public long StateBytes => States().Sum(state => state.Bytes);

    private protected FusedOptimizerOptions Defaults => (FusedOptimizerOptions)_defaults;

    /// <summary>Adds a group of parameters. Options that it leaves open are the optimizer's.</summary>
    /// <param name="param_group">The group, of this optimizer's own type.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit; the optimizer is then unchanged.</exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        CheckGroup(param_group);
        var options = (FusedOptimizerOptions)(param_group.Options ?? Defaults.New());
        var filled = options.FilledFrom(Defaults);
        filled.Validate();

        Parameter[] parameters = [.. param_group.Parameters ?? throw new ArgumentException("The group has no parameters.", nameof(param_group))];
        var names = (param_group as INamedGroup)?.Names;
        var states = new List<FusedOptimizerState>(parameters.Length);
        var seen = new HashSet<IntPtr>();
        for (var i = 0; i < parameters.Length; i++)
        {
            var description = names is null ? $"Parameter {i} of the group" : $"Parameter '{names[i]}'";
            if (parameters[i] is not { } parameter) throw new ArgumentException($"{description} is null.", nameof(param_group));
            if (!seen.Add(parameter.Handle) || _state.ContainsKey(parameter.Handle))
                throw new ArgumentException($"{description} is already in this optimizer: it would be updated twice a step.", nameof(param_group));
            if (!is_floating_point(parameter)) throw new ArgumentException($"{description} is of type {parameter.dtype}; only floating-point parameters can be trained.", nameof(param_group));
            var role = options.role ?? ParameterRoles.FromShape(parameter);
            ParameterRoles.CheckShape(role, parameter, description);
            states.Add(NewState(parameter, role));
        }

        // All is checked: from here nothing throws.
        options.LoadStateDict(filled);
        options.Layout = layout;
        param_group.Options = options;
        param_group.Parameters = parameters;
        foreach (var state in states) _state.Add(state.Parameter.Handle, state);
        _parameter_groups.Add(param_group);
    }

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="closure">Computes the loss anew, with gradients on; optional.</param>
    /// <returns>What <paramref name="closure"/> returned, or null.</returns>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var gradients = enable_grad();
            loss = closure();
        }

        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (state, options, gradient) in Work())
        {
            state.step++;
            Update(state, gradient, options);
            gradient.Dispose();
        }

        return loss!;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The state is of another model; this optimizer is then unchanged.</exception>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        if (state_dict.Options.Count != _parameter_groups.Count)
            throw new InvalidDataException($"This optimizer state has {state_dict.Options.Count} parameter groups, the optimizer {_parameter_groups.Count}.");
        if (state_dict.Options.Any(options => options.GetType() != _defaults.GetType()))
            throw new InvalidDataException($"This optimizer state is not one of {GetType().Name}.");
        layout.CheckSame([.. state_dict.State.Select(state => (state as FusedOptimizerState)?.Layout ?? "of another optimizer")]);
        base.load_state_dict(state_dict);
    }

    /// <summary>Throws if the group is not one of this optimizer.</summary>
    private protected abstract void CheckGroup(ParamGroup group);

    /// <summary>An empty state.</summary>
    private protected abstract FusedOptimizerState NewState(Parameter parameter, ParameterRole role);

    /// <summary>One update of one parameter; the state's step is already counted.</summary>
    private protected abstract void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var state in States()) state.Dispose();
    }

    private IEnumerable<FusedOptimizerState> States()
        => _parameter_groups.SelectMany(group => group.Parameters).Select(parameter => (FusedOptimizerState)_state[parameter.Handle]);

    /// <summary>Collects and checks everything before the first parameter is changed.</summary>
    private List<(FusedOptimizerState State, FusedOptimizerOptions Options, Tensor Gradient)> Work()
    {
        var work = new List<(FusedOptimizerState, FusedOptimizerOptions, Tensor)>(_state.Count);
        foreach (var group in _parameter_groups)
        {
            var options = (FusedOptimizerOptions)group.Options;
            if (!double.IsFinite(group.LearningRate)) throw new InvalidOperationException($"The learning rate is {group.LearningRate}.");
            foreach (var parameter in group.Parameters)
            {
                if (parameter.IsInvalid || !_state.TryGetValue(parameter.Handle, out var state))
                    throw new InvalidOperationException("A parameter of this optimizer no longer exists: build the optimizer after the last to() of the model, which replaces parameters.");
                if (parameter.grad is not { } gradient) continue;
                if (gradient.is_sparse) throw new InvalidOperationException("A sparse gradient: build the embedding with sparse: false.");
                work.Add(((FusedOptimizerState)state, options, gradient));
            }
        }

        return work;
    }
}
