using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Any optimizer, NormGen's or TorchSharp's, with the projection of Normalize-and-Project behind its steps. Wraps it: groups, options and state are the inner optimizer's, and so are schedulers that act on them.
/// </summary>
/// <remarks>
/// Lyle et al., 2024, arXiv 2407.01800. The norm of a weight is a by-product of the update where one of this namespace's optimizers writes it, which sums the squares while they are in the cache, and one more read of the weight behind TorchSharp's own;
/// the projection itself is one sweep. Moments are not projected. <c>state_dict</c> holds the norms, the interval and the step beside the inner optimizer's state: a state that is loaded goes on bit for bit.
/// Schedulers that cycle momentum ask the optimizer's class for it: give them <see cref="Inner"/>.
/// </remarks>
public sealed class ProjectedOptimizer : OptimizerHelper
{
    private readonly ProjectionOptions saved;

    /// <summary>Wraps an optimizer over a model: see <see cref="WeightProjection(nn.Module, ScaleOffsetMode, bool, double)"/> for what is projected.</summary>
    /// <param name="inner">The optimizer, disposed with this one.</param>
    /// <param name="model">The model.</param>
    /// <param name="every">How many steps lie between two projections.</param>
    /// <param name="scale_offset">What happens to gains and offsets of norms.</param>
    /// <param name="project_output">Whether the layer that makes the output is projected as well.</param>
    /// <param name="decay">Of <see cref="ScaleOffsetMode.DecayToInit"/>: the part of the way back at each projection.</param>
    /// <exception cref="ArgumentException">A weight is not one of the optimizer's, or an argument does not fit.</exception>
    public ProjectedOptimizer(OptimizerHelper inner, nn.Module model, int every = 1, ScaleOffsetMode scale_offset = ScaleOffsetMode.None, bool project_output = false, double decay = 1e-3)
        : this(inner, new WeightProjection(model, scale_offset, project_output, decay), every)
    {
    }

    /// <summary>Wraps an optimizer with a projection of its own choice of weights.</summary>
    /// <param name="inner">The optimizer, disposed with this one.</param>
    /// <param name="projection">What is projected.</param>
    /// <param name="every">How many steps lie between two projections.</param>
    /// <exception cref="ArgumentException">A weight is not one of the optimizer's, or an argument does not fit.</exception>
    public ProjectedOptimizer(OptimizerHelper inner, WeightProjection projection, int every = 1)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(projection);
        Hyperparameter.Whole(every, nameof(every), 1);
        if (inner is ProjectedOptimizer) throw new ArgumentException("The optimizer has a projection already.", nameof(inner));
        var trained = inner.parameters().Select(ParameterIdentity.Of).ToHashSet();
        if (projection.Weights.FirstOrDefault(weight => !trained.Contains(ParameterIdentity.Of(weight.Parameter))) is { } stranger)
            throw new ArgumentException($"The weight '{stranger.Name}' is not one of the optimizer's: make both over the same model, after its last to().", nameof(projection));
        Inner = inner;
        Projection = projection;
        saved = new ProjectionOptions(inner.GetType().Name, projection) { Every = every };

        // One list: groups added later are seen by both.
        _parameter_groups = inner.ParamGroups as IList<ParamGroup> ?? [.. inner.ParamGroups.Cast<ParamGroup>()];
    }

    /// <summary>The optimizer that makes the steps.</summary>
    public OptimizerHelper Inner { get; }

    /// <summary>What is projected.</summary>
    public WeightProjection Projection { get; }

    /// <summary>How many steps lie between two projections.</summary>
    public int Every => saved.Every;

    /// <summary>How many steps were made.</summary>
    public long Steps => saved.Steps;

    /// <summary>One step of the inner optimizer and, after every <see cref="Every"/>-th, the projection.</summary>
    /// <param name="closure">Computes the loss anew, with gradients on; optional.</param>
    /// <returns>What <paramref name="closure"/> returned, or null.</returns>
    /// <exception cref="InvalidOperationException">A weight was replaced since; nothing has been changed.</exception>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        Projection.Check();
        var isDue = (saved.Steps + 1) % saved.Every == 0;
        using var measured = isDue ? MeasuredNorms.Of(Inner, Projection.Weights) : null;
        var loss = Inner.step(closure);
        measured?.End();
        saved.Steps++;
        if (!isDue) return loss;
        using var noGradients = no_grad();
        foreach (var weight in Projection.Weights)
        {
            if (measured?.Of(weight) is not { } norm) NaP.Project(WeightOf(weight.Parameter), weight.Rho);
            else if (norm > 0) NaPUpdates.Scale(WeightOf(weight.Parameter), weight.Rho / norm);
        }

        Projection.ProjectNorms(WeightOf);
        foreach (var parameter in Inner.parameters()) StateOf(parameter)?.Publish();
        return loss;
    }

    /// <summary>What the inner optimizer updates: the parameter, or its float32 copy, from which the next step would undo a projection of the parameter.</summary>
    private Tensor WeightOf(Parameter parameter) => StateOf(parameter)?.Weight ?? parameter;

    private FusedOptimizerState? StateOf(Parameter parameter) => (Inner as FusedOptimizer)?.StateOf(parameter);

    /// <inheritdoc/>
    public override void zero_grad() => Inner.zero_grad();

    /// <summary>Adds a group to the inner optimizer. Its weights are trained, not projected.</summary>
    /// <param name="param_group">The group, of the inner optimizer's type.</param>
    public override void add_param_group(ParamGroup param_group) => Inner.add_param_group(param_group);

    /// <summary>Moves the inner optimizer's state.</summary>
    /// <param name="device">The device.</param>
    public new void to(Device device) => Inner.to(device);

    /// <summary>The inner optimizer's state with that of the projection around it.</summary>
    /// <returns>The state.</returns>
    public override StateDictionary state_dict()
    {
        var all = Inner.state_dict();
        all.Options.Insert(0, saved);
        all.State.Add(saved.Commit);
        return all;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The state is of another optimizer or projection; nothing was loaded.</exception>
    public override void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        if (state_dict.Options.FirstOrDefault() is not ProjectionOptions other) throw new InvalidDataException($"This optimizer state is not one of {nameof(ProjectedOptimizer)}. Nothing was loaded.");
        saved.CheckSame(other.Inner, [.. other.Projection.Weights.Select(weight => weight.Layout)]);

        // Only the inner optimizer can make a dictionary; what it holds is what the other's inner optimizer has.
        var inside = Inner.state_dict();
        inside.Options.Clear();
        inside.State.Clear();
        inside.Options.AddRange(state_dict.Options.Skip(1));
        inside.State.AddRange(state_dict.State.SkipLast(1));
        Inner.load_state_dict(inside);
        saved.LoadStateDict(other);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Inner.Dispose();
    }
}
