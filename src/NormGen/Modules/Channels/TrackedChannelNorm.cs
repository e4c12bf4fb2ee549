using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>A norm over channels that can keep running statistics, with the keys of PyTorch.</summary>
public abstract class TrackedChannelNorm : ChannelNorm
{
    [ComponentName(Name = nameof(running_mean))]
    private Tensor? _running_mean;

    [ComponentName(Name = nameof(running_var))]
    private Tensor? _running_var;

    [ComponentName(Name = nameof(num_batches_tracked))]
    private Tensor? _num_batches_tracked;

    private protected TrackedChannelNorm(string name, long num_features, double eps, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(name, num_features, nameof(num_features), eps, affine, device, dtype)
    {
        this.num_features = num_features;
        this.track_running_stats = track_running_stats;
        if (!track_running_stats) return;
        running_mean = zeros(num_features, dtype, device);
        running_var = ones(num_features, dtype, device);
        num_batches_tracked = zeros([], ScalarType.Int64, device);
    }

    /// <summary>The number of channels.</summary>
    public long num_features { get; }

    /// <summary>Whether it keeps running statistics, and normalizes by them in evaluation.</summary>
    public bool track_running_stats { get; }

    /// <summary>The running mean <c>[num_features]</c>; null without <see cref="track_running_stats"/>.</summary>
    public Tensor? running_mean
    {
        get => _running_mean;
        set => ReplaceBuffer(ref _running_mean, value, nameof(running_mean));
    }

    /// <summary>The running variance <c>[num_features]</c>, unbiased; null without <see cref="track_running_stats"/>.</summary>
    public Tensor? running_var
    {
        get => _running_var;
        set => ReplaceBuffer(ref _running_var, value, nameof(running_var));
    }

    /// <summary>How many batches the running statistics have seen; null without <see cref="track_running_stats"/>.</summary>
    public Tensor? num_batches_tracked
    {
        get => _num_batches_tracked;
        set => ReplaceBuffer(ref _num_batches_tracked, value, nameof(num_batches_tracked), isCount: true);
    }

    private protected sealed override Tensor? Own => weight ?? _running_mean;

    /// <summary>Sets the running mean to zero, the running variance to one, and the count to zero.</summary>
    public void reset_running_stats()
    {
        if (_running_mean is not null) nn.init.zeros_(_running_mean);
        if (_running_var is not null) nn.init.ones_(_running_var);
        if (_num_batches_tracked is not null) nn.init.zeros_(_num_batches_tracked);
    }

    /// <summary>Resets the running statistics, sets the gain to one and the offset to zero.</summary>
    public sealed override void reset_parameters()
    {
        reset_running_stats();
        base.reset_parameters();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _running_mean?.Dispose();
            _running_var?.Dispose();
            _num_batches_tracked?.Dispose();
        }

        base.Dispose(disposing);
    }
}
