using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Stable-SPAM: Adam behind three stabilizers, each of one tensor at a time: elements above a running maximum are clipped, the gradient's norm is replaced by a smoothed one, and the moments are reset now and then. <c>torch.optim.StableSPAM</c>.
/// </summary>
/// <remarks>
/// Huang et al., Stable-SPAM: How to Train in 4-Bit More Stably than 16-Bit Adam, 2025, arXiv 2502.17055; numerics as in the authors' code, whose reset has a reading of its own (<see cref="ResetMode.Official"/>).
/// Every role is updated alike. Three numbers and two counters a tensor are kept beside Adam's moments; they and the steps of a group are part of the state, so that cosine and resets go on after loading.
/// The gradients themselves stay as they are: clip and norm are factors inside the update. One sweep reads the gradient for its largest elements and squares, row by row, one updates: eight streams an element (gradient; parameter, gradient and both moments read, all but the gradient written), ten with
/// amsgrad. In a step that clips, only the rows that have an element above the threshold are read again, for the norm of what is left.
/// </remarks>
public sealed partial class StableSPAM : AdamOptimizer
{
    /// <summary>Stable-SPAM over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">Learning rate.</param>
    /// <param name="beta1">Decay of the first moment.</param>
    /// <param name="beta2">Decay of the second moment.</param>
    /// <param name="eps">Added to bias-corrected roots.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="amsgrad">Whether the largest second moment so far is used.</param>
    /// <param name="gamma1">Decay of the mean of gradient norms; -1 for <paramref name="beta1"/>.</param>
    /// <param name="gamma2">Decay of the mean of squared gradient norms.</param>
    /// <param name="gamma3">Decay of the largest element that clipping goes by.</param>
    /// <param name="total_T">The steps over which <paramref name="gamma1"/> and <paramref name="beta1"/> fall to <paramref name="eta_min"/> times their value, along a cosine; 0 for never.</param>
    /// <param name="eta_min">What the cosine falls to.</param>
    /// <param name="update_proj_gap">The steps between two resets of the moments; 0 for none.</param>
    /// <param name="reset_mode">What happens at a reset.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public StableSPAM(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, double gamma1 = 0.7, double gamma2 = 0.9, double gamma3 = 0.999, int total_T = 0, double eta_min = 0.5, int update_proj_gap = 1000, ResetMode reset_mode = ResetMode.Clean, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, gamma1 = gamma1, gamma2 = gamma2, gamma3 = gamma3, total_T = total_T, eta_min = eta_min, update_proj_gap = update_proj_gap, reset_mode = reset_mode, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void CountStep(FusedOptimizerOptions options) => ((Options)options).total_steps++;

    private protected override int SlotsInUse(FusedOptimizerState state, FusedOptimizerOptions options) => ((Options)options).amsgrad == true ? 3 : 2;

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        s.clip_step++;
        s.moment_step++;
        var size = GradientSize.Of(gradient);
        (s.m_max_t, var threshold, var shrink) = AdaClip.Clip(s.m_max_t, o.gamma3!.Value, s.clip_step, size.Largest);
        var norm = shrink == 1 ? size.Norm : Math.Sqrt(size.ClippedSquares(gradient, threshold, shrink));
        var gamma1 = (o.gamma1 == -1 ? o.beta1!.Value : o.gamma1!.Value) * o.Scale;
        (s.m_norm_t, s.v_norm_t, var factor) = AdaGN.Smooth(s.m_norm_t, s.v_norm_t, gamma1, o.gamma2!.Value, o.eps!.Value, s.clip_step, norm);
        if (o.IsReset) BeginAnew(s, o.reset_mode!.Value);

        var (beta1, beta2) = (o.beta1!.Value * o.Scale, o.beta2!.Value);
        var rate = o.Direction * o.LearningRate!.Value / (1 - Math.Pow(beta1, s.moment_step));
        var (correction, keep) = (Math.Sqrt(1 - Math.Pow(beta2, s.moment_step)), 1 - o.LearningRate!.Value * o.weight_decay!.Value);
        if (o.amsgrad == true) StableSPAMUpdates.AmsGrad(s.Weight, gradient, s.Mean, s.Square, s.Largest, threshold, shrink, factor, rate, beta1, beta2, correction, o.eps!.Value, keep);
        else StableSPAMUpdates.Adam(s.Weight, gradient, s.Mean, s.Square, threshold, shrink, factor, rate, beta1, beta2, correction, o.eps!.Value, keep);
        if (o.IsReset && o.reset_mode == ResetMode.Official) Empty(s);
    }

    private static void BeginAnew(State state, ResetMode mode)
    {
        state.moment_step = 1;
        if (mode == ResetMode.Official) state.clip_step = 1;
        else Empty(state);
    }

    private static void Empty(State state)
    {
        state.Mean.zero_();
        state.Square.zero_();
    }
}
