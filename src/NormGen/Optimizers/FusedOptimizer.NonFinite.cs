using static TorchSharp.torch;

namespace NormGen.Optimizers;

public abstract partial class FusedOptimizer
{
    private NonFiniteGradients nonFinite;

    /// <summary>What a step does with gradients that are not finite.</summary>
    /// <exception cref="ArgumentException">The value is none, or does not fit updates inside backward.</exception>
    public NonFiniteGradients NonFinite
    {
        get => nonFinite;
        set
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException("non_finite", value, $"non_finite is {value}, which is no NonFiniteGradients.");
            if (value != NonFiniteGradients.Propagate && UpdatesInBackward) throw new ArgumentException($"update_in_backward and non_finite: {value} exclude each other: whether all gradients are finite is known when the first parameters are updated already.", "non_finite");
            nonFinite = value;
        }
    }

    /// <summary>How many steps were left out because a gradient was not finite, since the optimizer was made.</summary>
    public long SkippedSteps { get; private set; }

    /// <summary>Whether the step must be left out. Throws where that is asked for.</summary>
    private bool MaySkip(List<PendingUpdate> work)
    {
        if (NonFinite == NonFiniteGradients.Propagate || work.FindIndex(update => !IsFinite(update.Gradient)) is var first && first < 0) return false;
        foreach (var update in work) update.Gradient.Dispose();
        if (NonFinite == NonFiniteGradients.Raise) throw new InvalidOperationException($"The gradient of {work[first].State.Description} has an entry that is not finite. Nothing has been changed.");
        SkippedSteps++;
        return true;
    }

    /// <summary>A sum shows every entry that is not finite, in one read and without a temporary; that it is too large alone proves nothing.</summary>
    private static bool IsFinite(Tensor gradient)
    {
        using var sum = gradient.sum();
        using var isFinite = sum.isfinite();
        if (isFinite.item<bool>()) return true;
        using var all = gradient.isfinite();
        using var every = all.all();
        return every.item<bool>();
    }
}
