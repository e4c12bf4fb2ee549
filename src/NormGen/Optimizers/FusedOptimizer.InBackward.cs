using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public abstract partial class FusedOptimizer
{
    private BackwardUpdates? inBackward;
    private bool isStepBegun;

    /// <summary>Whether parameters are updated inside backward, each as soon as its gradient is complete.</summary>
    public bool UpdatesInBackward => inBackward is not null;

    /// <summary>Why this optimizer cannot update a parameter by its own gradient alone; null where it can.</summary>
    private protected virtual string? NeedsAllGradients => null;

    /// <summary>From here on updates parameters inside backward. <see cref="step"/> updates what was not reached that way and ends the step.</summary>
    /// <param name="model">The model of the parameters.</param>
    /// <exception cref="ArgumentException">Parameters are tied, or not of the model, or the optimizer needs all gradients at once. Nothing has been changed.</exception>
    internal void UpdateInBackward(nn.Module model)
    {
        if (NeedsAllGradients is { } reason) throw new ArgumentException($"{GetType().Name} cannot update inside backward: {reason}", "update_in_backward");
        if (NonFinite != NonFiniteGradients.Propagate) throw new ArgumentException($"update_in_backward and non_finite: {NonFinite} exclude each other: whether all gradients are finite is known when the first parameters are updated already.", "update_in_backward");
        CheckOrder();
        inBackward ??= new(this, model, States);
    }

    /// <summary>One update inside backward.</summary>
    internal void UpdateNow(FusedOptimizerState state, Tensor gradient)
    {
        using var noGradients = no_grad();
        using var scope = NewDisposeScope();
        var options = groups.First(group => group.States.Contains(state)).Options;
        options.ValidateScheduled();
        state.CheckParameter();
        CheckFit(state, options);
        CheckGradient(state, gradient);
        state.CheckHalf(options.Half);
        CheckOrder();
        BeginStep();
        state.step++;
        Apply([new(state, options, gradient)], state.step);
    }

    private void CheckOrder()
    {
        if (groups.Any(group => group.Options.Half.Kind == HalfUpdateKind.Stochastic))
            throw new ArgumentException("update_in_backward and half: HalfUpdate.Stochastic exclude each other: the random numbers go by the order of the updates, which is another inside backward. Take half: HalfUpdate.MasterCopy.", "update_in_backward");
    }

    /// <summary>Counts a step once, whether its first update is inside backward or not.</summary>
    private void BeginStep()
    {
        if (isStepBegun) return;
        isStepBegun = true;
        foreach (var group in groups) CountStep(group.Options);
    }

    private void EndStep(List<PendingUpdate> work)
    {
        isStepBegun = false;
        if (inBackward is null) return;
        foreach (var update in work) update.State.Parameter.grad = null;
        inBackward.AfterStep();
    }
}
