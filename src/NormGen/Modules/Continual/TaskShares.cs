using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Which task each sample of the next batch belongs to, and how many samples each task has there: what <see cref="AdaB2N2d"/> weighs samples by.</summary>
internal sealed class TaskShares : IDisposable
{
    private readonly Tensor tasks;
    private readonly Tensor counts;

    /// <summary>Counts the samples of each task.</summary>
    /// <param name="task_ids">The task of each sample <c>[batch]</c>, from 0.</param>
    /// <param name="current">The task that is trained.</param>
    /// <exception cref="ArgumentException">The ids are not a list of integers between 0 and the current task.</exception>
    public TaskShares(Tensor task_ids, long current)
    {
        ArgumentNullException.ThrowIfNull(task_ids);
        if (task_ids.ndim != 1 || task_ids.numel() == 0 || task_ids.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new ArgumentException($"task_ids must hold one integer for each sample, [batch] of type Int64 or Int32, but is [{string.Join(", ", task_ids.shape)}] of type {task_ids.dtype}.", nameof(task_ids));
        using var scope = NewDisposeScope();
        var ids = task_ids.to(ScalarType.Int64);
        var (least, most) = (ids.min().item<long>(), ids.max().item<long>());
        if (least < 0 || most > current)
            throw new ArgumentException($"task_ids must lie between 0 and the current task, {current}, but hold {(least < 0 ? least : most)}: call EndTask() after each task, and give tasks, not labels.", nameof(task_ids));
        tasks = ids.clone().DetachFromDisposeScope();
        counts = ids.bincount(null, current + 1).DetachFromDisposeScope();
    }

    /// <summary>How many samples there are.</summary>
    public long Count => tasks.size(0);

    /// <summary>
    /// The share of each sample: that of its task, <c>(exp(ω) + n) / Σ (exp(ω) + n)</c>, over the task's samples. A task without samples keeps its share, so that the shares may add up to less than one.
    /// </summary>
    /// <param name="task_weight">The weights <c>ω [num_tasks]</c>; gradients lead to them.</param>
    public Tensor Of(Tensor task_weight)
    {
        using var scope = NewDisposeScope();
        var samples = counts.to(task_weight.dtype).to(task_weight.device);
        var order = tasks.to(task_weight.device);
        var concentration = task_weight.narrow(0, 0, counts.size(0)).exp() + samples;
        // Taken by task before the division: a task without samples would divide by zero.
        return ((concentration / concentration.sum()).index_select(0, order) / samples.index_select(0, order)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        tasks.Dispose();
        counts.Dispose();
    }
}
