using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// AdaB2N, batch norm for continual learning with replay: in training the statistics of a batch are balanced over tasks by learned weights, and the running ones take them in with a momentum between the usual
/// one and a cumulative average. <c>y = (x - mean) · rsqrt(var + eps) · weight + bias</c> over images <c>[batch, channels, height, width]</c>.
/// </summary>
/// <remarks>
/// Lyu et al., Overcoming Recency Bias of Normalization Statistics in Continual Learning: Balance and Adaptation, NeurIPS 2023, arXiv 2310.08855, as its released code has it. New and replayed samples go through
/// in one batch; <see cref="SetTaskCounts"/> before it says whose they are, <see cref="NormLoss"/> after it is added to the loss, <see cref="EndTask"/> follows each task. The running variance takes in the
/// biased one, unlike <c>BatchNorm2d</c>. See <c>docs/methods/adab2n.md</c>.
/// </remarks>
public sealed class AdaB2N2d : nn.Module<Tensor, Tensor>
{
    // In one object that is no tensor: a module takes tensors in its fields for state.
    private readonly Passing passing = new();

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    [ComponentName(Name = nameof(task_weight))]
    private Parameter? _task_weight;

    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _running_mean;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _running_var;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private Tensor? _num_batches_tracked;

    [ComponentName(Name = nameof(last_eta))]
    private Tensor? _last_eta;

    [ComponentName(Name = nameof(cur_tasks))]
    private Tensor? _cur_tasks;

    /// <summary>Normalizes each channel.</summary>
    /// <param name="num_features">The number of channels.</param>
    /// <param name="num_tasks">The number of tasks there will be.</param>
    /// <param name="kappa">Between a cumulative average of the statistics (0) and the usual exponential one (1). The paper searched 0.1, 0.4, 0.7 and 1.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <param name="momentum">The weight of the new value in running statistics, at kappa 1.</param>
    /// <param name="init_weight">What task weights begin with.</param>
    /// <param name="device">Where parameters and buffers live.</param>
    /// <param name="dtype">Their type.</param>
    public AdaB2N2d(long num_features, long num_tasks, double kappa = 1, double eps = 1e-5, double momentum = 0.1, double init_weight = 0, Device? device = null, ScalarType? dtype = null)
        : base(nameof(AdaB2N2d))
    {
        this.num_features = OfflineArguments.CheckFeatures(num_features);
        this.num_tasks = num_tasks > 0 ? num_tasks : throw new ArgumentOutOfRangeException(nameof(num_tasks), num_tasks, "num_tasks must be positive.");
        this.kappa = kappa is >= 0 and <= 1 ? kappa : throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "kappa must lie between 0 (cumulative average) and 1 (exponential average).");
        this.momentum = momentum is > 0 and <= 1 ? momentum : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "momentum is the weight of the new value and must be above 0 and at most 1.");
        this.init_weight = double.IsFinite(init_weight) ? init_weight : throw new ArgumentOutOfRangeException(nameof(init_weight), init_weight, "init_weight must be a finite number.");
        NormArguments.CheckType(dtype);
        this.eps = eps;
        weight = new Parameter(ones(num_features, dtype, device));
        bias = new Parameter(zeros(num_features, dtype, device));
        task_weight = new Parameter(full(num_tasks, init_weight, dtype ?? get_default_dtype(), device));
        running_mean = zeros(num_features, dtype, device);
        running_var = ones(num_features, dtype, device);
        num_batches_tracked = zeros([], ScalarType.Int64, device);
        last_eta = zeros([], ScalarType.Float64, device);
        cur_tasks = zeros([], ScalarType.Int64, device);
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>The number of tasks there will be.</summary>
    public long num_tasks { get; }

    /// <summary>Between a cumulative average of the statistics (0) and the usual exponential one (1).</summary>
    public double kappa { get; }

    /// <summary>The weight of the new value in running statistics, at kappa 1.</summary>
    public double momentum { get; }

    /// <summary>What task weights begin with.</summary>
    public double init_weight { get; }

    /// <summary>What is added to the variance, inside the root.</summary>
    public double eps
    {
        get;
        set
        {
            NormArguments.CheckEps(value);
            field = value;
        }
    }

    /// <summary>The gain <c>[num_features]</c>.</summary>
    public Parameter weight
    {
        get => _weight!;
        set => Replace(ref _weight, value, num_features, nameof(weight));
    }

    /// <summary>The offset <c>[num_features]</c>.</summary>
    public Parameter bias
    {
        get => _bias!;
        set => Replace(ref _bias, value, num_features, nameof(bias));
    }

    /// <summary>The learned weights of tasks <c>[num_tasks]</c>: the logarithm of what each counts beside its samples. To be trained without weight decay, which would pull them to equal shares.</summary>
    public Parameter task_weight
    {
        get => _task_weight!;
        set => Replace(ref _task_weight, value, num_tasks, nameof(task_weight));
    }

    /// <summary>The running mean <c>[num_features]</c>: a buffer.</summary>
    public Tensor running_mean
    {
        get => _running_mean!;
        set => Replace(ref _running_mean, value, [num_features], nameof(running_mean));
    }

    /// <summary>The running variance <c>[num_features]</c>, biased: a buffer.</summary>
    public Tensor running_var
    {
        get => _running_var!;
        set => Replace(ref _running_var, value, [num_features], nameof(running_var));
    }

    /// <summary>How many training batches there were, a number of type int64: a buffer.</summary>
    public Tensor num_batches_tracked
    {
        get => _num_batches_tracked!;
        set => Replace(ref _num_batches_tracked, value, [], nameof(num_batches_tracked));
    }

    /// <summary>The weight of the new value in running statistics at the last training batch, a number: a buffer, so that training that goes on from a checkpoint does not start the momentum again, as it does in the released code.</summary>
    public Tensor last_eta
    {
        get => _last_eta!;
        set => Replace(ref _last_eta, value, [], nameof(last_eta));
    }

    /// <summary>The index of the current task, a number of type int64: a buffer.</summary>
    public Tensor cur_tasks
    {
        get => _cur_tasks!;
        set => Replace(ref _cur_tasks, value, [], nameof(cur_tasks));
    }

    /// <summary>Says which task each sample of the next training batch belongs to. That batch alone is balanced, and only from the second task on; a batch without is normalized as by batch norm.</summary>
    /// <param name="task_ids">The task of each sample, <c>[batch]</c> of type int64 or int32, from 0 to the current task.</param>
    /// <exception cref="ArgumentException">The ids do not fit.</exception>
    public void SetTaskCounts(Tensor task_ids)
    {
        var current = cur_tasks.item<long>();
        if (current >= num_tasks) throw new InvalidOperationException($"All {num_tasks} tasks of this {nameof(AdaB2N2d)} have ended.");
        passing.Take(new TaskShares(task_ids, current));
    }

    /// <summary>Says that the current task has ended: the next one begins.</summary>
    /// <exception cref="InvalidOperationException">There was no other task.</exception>
    public void EndTask()
    {
        var current = cur_tasks.item<long>();
        if (current >= num_tasks) throw new InvalidOperationException($"All {num_tasks} tasks of this {nameof(AdaB2N2d)} have ended.");
        passing.Take(null);
        using var noGradients = no_grad();
        cur_tasks.fill_(current + 1); // returns the buffer itself
    }

    /// <summary>
    /// How far the statistics of the last training batch are from the running ones, <c>mean((mean - running_mean)²) + mean((var - running_var)²)</c>: what the method adds to the loss, with a small factor and in
    /// batches with replay. Gradients lead to the batch and to <see cref="task_weight"/>, none to the running statistics.
    /// </summary>
    /// <returns>A number.</returns>
    /// <exception cref="InvalidOperationException">There is no training batch, or what belonged to it has been disposed.</exception>
    public Tensor NormLoss()
    {
        if (passing.Mean is not { IsInvalid: false } mean || passing.Variance is not { IsInvalid: false } variance)
            throw new InvalidOperationException($"{nameof(AdaB2N2d)}: NormLoss() is of the last forward in training, and there was none, or its DisposeScope has been closed: call it between forward and backward.");
        using var scope = NewDisposeScope();
        var loss = (mean - running_mean.detach()).square().mean() + (variance - running_var.detach()).square().mean();
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Sets the running statistics to those of a new module; the current task stays.</summary>
    public void reset_running_stats()
    {
        using var noGradients = no_grad();
        running_mean.zero_();
        running_var.fill_(1);
        num_batches_tracked.zero_();
        last_eta.zero_();
    }

    /// <summary>Sets the gain to one, the offset to zero, task weights to <see cref="init_weight"/>, and the running statistics to those of a new module.</summary>
    public void reset_parameters()
    {
        nn.init.ones_(weight);
        nn.init.zeros_(bias);
        nn.init.constant_(task_weight, init_weight);
        reset_running_stats();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input's shape or type does not fit, or there is one value a channel in training; nothing has changed.</exception>
    public override Tensor forward(Tensor input)
    {
        Check(input);
        return training ? Train(input) : HalfInputs.Apply(input, x => BalancedNorms.RunningBatchNorm(x, weight, bias, running_mean, running_var, eps));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            passing.Take(null);
            passing.Keep(null, null);
            foreach (var state in (Tensor?[])[_weight, _bias, _task_weight, _running_mean, _running_var, _num_batches_tracked, _last_eta, _cur_tasks]) state?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Tensor Train(Tensor input)
    {
        using var scope = NewDisposeScope();
        var number = num_batches_tracked.item<long>() + 1;
        var eta = kappa switch { 0 => 1.0 / number, 1 => momentum, _ => NextEta(number) };
        var isBalanced = passing.Shares is not null && cur_tasks.item<long>() > 0;
        var share = isBalanced ? passing.Shares!.Of(task_weight) : full(input.size(0), 1.0 / input.size(0), weight.dtype, weight.device);
        // Half types are computed in float32: by the kernel on the CPU, by conversion elsewhere.
        var isConverted = NormArguments.IsHalf(input.dtype) && input.device_type != DeviceType.CPU;
        var (y, mean, variance) = BalancedNorms.BalancedBatchNorm(isConverted ? input.to(ScalarType.Float32) : input, share, weight, bias, running_mean, running_var, eta, eps);
        passing.Take(null);
        passing.Keep(mean.MoveToOuterDisposeScope(), variance.MoveToOuterDisposeScope());
        using (no_grad())
        {
            num_batches_tracked.fill_(number);
            last_eta.fill_(eta);
        }

        return (isConverted ? y.to(input.dtype) : y).MoveToOuterDisposeScope();
    }

    /// <summary>The recursion <c>η₁ = m^κ, η' = η / (η + (1 - m)^κ)</c>; it ends at <c>1 - (1 - m)^κ</c>.</summary>
    private double NextEta(long number)
    {
        if (number == 1) return Math.Pow(momentum, kappa);
        var last = last_eta.to(ScalarType.Float64).item<double>();
        return last / (last + Math.Pow(1 - momentum, kappa));
    }

    private void Check(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = string.Join(", ", input.shape);
        if (input.ndim != 4 || input.size(1) != num_features) throw new ArgumentException($"{nameof(AdaB2N2d)} needs an input [batch, {num_features}, height, width], but got [{shape}].", nameof(input));
        NormArguments.CheckType(input, weight, nameof(AdaB2N2d));
        if (!training) return;
        if (input.size(0) * input.size(2) * input.size(3) < 2) throw new ArgumentException($"{nameof(AdaB2N2d)} needs more than one value for each channel in training, but got [{shape}].", nameof(input));
        if (passing.Shares is { } shares && shares.Count != input.size(0))
            throw new ArgumentException($"{nameof(AdaB2N2d)} got a batch of {input.size(0)} samples, [{shape}], but SetTaskCounts was given the tasks of {shares.Count}: call it before each training batch, with new and replayed samples together.", nameof(input));
    }

    private void Replace(ref Parameter? field, Parameter value, long size, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, [size], name)) ConditionallyRegisterParameter(name, field);
    }

    private void Replace(ref Tensor? field, Tensor value, long[] shape, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Slots.Put(ref field, value, shape, name)) ConditionallyRegisterBuffer(name, field);
    }

    /// <summary>What lives from one call to the next: the tasks of the batch to come, and the statistics of the last one.</summary>
    private sealed class Passing
    {
        public TaskShares? Shares { get; private set; }

        public Tensor? Mean { get; private set; }

        public Tensor? Variance { get; private set; }

        public void Take(TaskShares? shares)
        {
            Shares?.Dispose();
            Shares = shares;
        }

        public void Keep(Tensor? mean, Tensor? variance)
        {
            Mean?.Dispose();
            Variance?.Dispose();
            (Mean, Variance) = (mean, variance);
        }
    }
}
