using NormGen.Kernels;
using NormGen.Kernels.Running;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// What the optimizers of this namespace share on top of TorchSharp's <see cref="OptimizerHelper"/>: parameter groups with a role, one fused update a parameter,
/// state that is allocated when it is first used, and checkpoints that are checked before they change anything.
/// </summary>
/// <remarks>
/// Build an optimizer after the last <c>to()</c> of the model: moving a model replaces its parameters. Parameters without a gradient, such as frozen ones, are left as they are, and so is their state.
/// The class name is part of TorchSharp's checkpoint format.
/// </remarks>
public abstract partial class FusedOptimizer : OptimizerHelper
{
    private readonly List<AddedGroup> groups = [];
    private readonly Checkpoint checkpoint;

    private protected FusedOptimizer(FusedOptimizerOptions defaults)
    {
        defaults.InitialLearningRate = defaults.LearningRate ?? 0;
        defaults.Validate();
        _defaults = defaults;
        _parameter_groups = new List<ParamGroup>();
        checkpoint = new Checkpoint(groups);
    }

    /// <summary>The memory of all state tensors, in bytes. State is allocated at a parameter's first update, so this is 0 before the first step.</summary>
    public long StateBytes => States.Sum(state => state.Bytes);

    /// <summary>What is trained and kept, by role, beside AdamW. It needs no step: state that is still to be allocated counts.</summary>
    /// <returns>A table, as numbers and by <see cref="OptimizerSummary.ToString"/> as text.</returns>
    public OptimizerSummary Summary() => new(GetType().Name,
    [
        .. groups.SelectMany(group => group.States.Select(state => (state.Role, Size: state.Parameter.numel(), Own: state.BytesOf(SlotsInUse(state, group.Options)), Adams: 2 * state.Parameter.numel() * state.Parameter.ElementSize)))
            .GroupBy(item => item.Role).OrderBy(role => role.Key)
            .Select(role => new OptimizerSummaryRow(role.Key, role.Count(), role.Sum(item => item.Size), role.Sum(item => item.Own), role.Sum(item => item.Adams))),
    ])
    {
        Origins = [.. groups.Select(group => group.Options.Origin).Distinct().Order()],
    };

    private protected FusedOptimizerOptions Defaults => (FusedOptimizerOptions)_defaults;

    /// <summary>The type of this optimizer's groups.</summary>
    private protected abstract Type GroupType { get; }

    private protected IEnumerable<FusedOptimizerState> States => groups.SelectMany(group => group.States);

    /// <summary>The state of a parameter; null where it is none of this optimizer's.</summary>
    internal FusedOptimizerState? StateOf(Parameter parameter)
    {
        var place = ParameterIdentity.Of(parameter);
        return States.FirstOrDefault(state => ParameterIdentity.Of(state.Parameter) == place);
    }

    /// <summary>Whether the updates of a parameter can take the mean over a stream's features off gradient and weight themselves (<see cref="FusedOptimizerState.Recentred"/>).</summary>
    internal virtual bool Recentres(FusedOptimizerState state) => false;

    /// <summary>Updates every parameter that has a gradient.</summary>
    /// <param name="closure">Computes the loss anew, with gradients on; optional.</param>
    /// <returns>What <paramref name="closure"/> returned, or null.</returns>
    /// <exception cref="InvalidOperationException">A parameter was replaced or moved since the optimizer was built, has a sparse gradient, or one that is not finite where <see cref="NonFinite"/> says so. The message names it, and nothing has been changed.</exception>
    /// <exception cref="ArgumentException">A hyperparameter was set to a value that does not fit; nothing has been changed.</exception>
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
        inBackward?.BeforeStep();
        var work = Work();
        if (MaySkip(work)) return loss!;
        BeginStep();
        foreach (var update in work) update.State.step++;
        // The latest step of any parameter counts the optimizer's steps, and is saved.
        if (work.Count > 0) Apply(work, work.Max(update => update.State.step));
        foreach (var update in work) update.Gradient.Dispose();
        EndStep(work);

        return loss!;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A parameter was replaced or moved since the optimizer was built. The message names it.</exception>
    public override void zero_grad()
    {
        CheckParameters();
        using var noGradients = no_grad();
        foreach (var state in States)
        {
            // Unlike the base, which leaves a tensor a parameter to the garbage collector.
            using var gradient = state.Parameter.grad;
            gradient?.zero_().Dispose();
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A parameter was replaced or moved since the optimizer was built. The message names it.</exception>
    public override StateDictionary state_dict()
    {
        CheckParameters();
        return base.state_dict();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The state is of another optimizer, model or other groups; this optimizer is then unchanged.</exception>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        if (state_dict.Options.Count != groups.Count)
            throw new InvalidDataException($"This optimizer state has {state_dict.Options.Count} parameter groups, the optimizer {groups.Count}. Nothing was loaded.");
        if (state_dict.Options.Any(options => options.GetType() != _defaults.GetType()))
            throw new InvalidDataException($"This optimizer state is not one of {GetType().Name}. Nothing was loaded.");
        checkpoint.CheckSame(((FusedOptimizerOptions)state_dict.Options[0]).Checkpoint);
        base.load_state_dict(state_dict);
    }

    /// <summary>An empty state.</summary>
    private protected abstract FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description);

    /// <summary>Throws where a parameter does not fit the options of its group, when it is added and before a step.</summary>
    private protected virtual void CheckFit(FusedOptimizerState state, FusedOptimizerOptions options)
    {
    }

    /// <summary>One update of one parameter; the state's step is already counted.</summary>
    private protected abstract void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options);

    /// <summary>How many tensors of a state the options ask for; those that only some options need stand last.</summary>
    private protected virtual int SlotsInUse(FusedOptimizerState state, FusedOptimizerOptions options) => state.Slots;

    /// <summary>Counts a step of a group, for rules that go by the time of all parameters.</summary>
    private protected virtual void CountStep(FusedOptimizerOptions options)
    {
    }

    /// <summary>Whether an update is one fused sweep that reads no result of another, so that those of small parameters may run side by side.</summary>
    private protected virtual bool IsOneSweep => false;

    /// <summary>The updates of one step, each by itself.</summary>
    private protected virtual void UpdateAll(IEnumerable<PendingUpdate> updates) => UpdateEach(updates);

    /// <summary>The updates of one step where a rule multiplies matrices: those of one shape together, all others each by itself.</summary>
    /// <param name="updates">The updates.</param>
    /// <param name="isBatched">Whether a role has the rule.</param>
    /// <param name="update">Takes updates of one shape.</param>
    private protected void UpdateInBatches(IEnumerable<PendingUpdate> updates, Func<ParameterRole, bool> isBatched, Action<PendingUpdate[]> update)
    {
        foreach (var byRule in updates.ToLookup(pending => isBatched(pending.State.Role)))
        {
            if (byRule.Key) foreach (var batch in EqualShapes.Batches(byRule)) update(batch);
            else UpdateEach(byRule);
        }
    }

    private void UpdateEach(IEnumerable<PendingUpdate> updates)
    {
        foreach (var update in updates)
        {
            Update(update.State, update.Gradient, update.Options);
            // A gradient that was widened for a master copy is as large as the weights: one at a time.
            if (update.State.HasMaster) update.Gradient.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        inBackward?.Dispose();
        foreach (var state in States) state.Dispose();
    }

    /// <summary>Throws where a parameter was replaced or moved.</summary>
    private protected void CheckParameters()
    {
        foreach (var group in groups) group.CheckParameters();
    }

    /// <summary>Collects and checks everything before the first parameter is changed.</summary>
    private List<PendingUpdate> Work()
    {
        var work = new List<PendingUpdate>(_state.Count);
        foreach (var group in groups)
        {
            var options = group.Options;
            options.ValidateScheduled();
            group.CheckParameters();
            foreach (var state in group.States)
            {
                if (state.Parameter.grad is not { } gradient) continue;
                CheckFit(state, options);
                CheckGradient(state, gradient);
                state.CheckHalf(options.Half);
                work.Add(new(state, options, gradient));
            }
        }

        return work;
    }

    private void Apply(List<PendingUpdate> work, long step)
    {
        foreach (var alike in work.Where(update => update.Gradient.numel() != 0).GroupBy(update => update.Options.Half))
        {
            // Beside copies gradients are widened, which live shorter than the queue.
            using var together = IsOneSweep && alike.Key.Kind == HalfUpdateKind.Nearest ? new UpdateQueue() : null;
            using var rounding = alike.Key.Kind == HalfUpdateKind.Stochastic ? new StochasticRounding(alike.Key.Seed, step) : null;
            UpdateAll(alike.Select(update => update.State.HasMaster ? update with { Gradient = update.Gradient.to(update.State.Weight.dtype) } : update));
        }

        foreach (var update in work) update.State.Publish();
    }

    private static void CheckGradient(FusedOptimizerState state, Tensor gradient)
    {
        if (gradient.is_sparse) throw new InvalidOperationException($"{state.Description} has a sparse gradient, which these updates do not take: build the embedding with sparse: false.");
    }
}
