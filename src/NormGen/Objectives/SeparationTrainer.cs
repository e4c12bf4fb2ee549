using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Objectives;

/// <summary>Trains a linear classifier on all samples at once until it separates them: every margin above zero. It can be stopped and go on, here or elsewhere, bit for bit.</summary>
/// <remarks>There is no intercept: append a column of ones where one is wanted.</remarks>
public abstract class SeparationTrainer : IDisposable
{
    private readonly int maxIterations;
    private Tensor? theta;

    private protected SeparationTrainer(int max_iterations)
    {
        if (max_iterations < 0) throw new ArgumentOutOfRangeException(nameof(max_iterations), max_iterations, $"max_iterations is {max_iterations}, but it must be zero or more.");
        maxIterations = max_iterations;
    }

    /// <summary>The weights: <c>[features]</c>, or <c>[classes, features]</c> of several classes; null before the first <see cref="Fit"/>. Each read makes a reference that belongs to the caller.</summary>
    public Tensor? Theta => theta?.alias();

    /// <summary>How many updates were made.</summary>
    public long Iterations { get; private set; }

    /// <summary>Updates the weights until they separate the samples, or <c>max_iterations</c> updates were made in all. Weights of an earlier call go on.</summary>
    /// <param name="samples">The samples <c>[samples, features]</c>, finite, of a floating-point type.</param>
    /// <param name="labels">The label of each.</param>
    /// <param name="start">The first weights; null for zeros, or for those of an earlier call.</param>
    /// <param name="progress">Told before every update, and at the end.</param>
    /// <param name="cancellation">Ends it between two updates.</param>
    /// <returns>Whether the samples are separated, by how much, and after how many updates.</returns>
    /// <exception cref="ArgumentException">Samples, labels or weights do not fit. The message says how; nothing has been changed.</exception>
    /// <exception cref="InvalidOperationException">The weights have grown beyond their type.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; another call goes on from there.</exception>
    public SeparationResult Fit(Tensor samples, Tensor labels, Tensor? start = null, IProgress<SeparationProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var data = Checked(samples, labels, start);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var iteration = NewDisposeScope();
            var outputs = Outputs(data, theta!);
            var margins = Margins(data, outputs);
            var smallest = margins.min().to(ScalarType.Float64).item<double>();
            if (double.IsNaN(smallest)) throw new InvalidOperationException($"After {Iterations} updates a margin is not a number: the weights have grown beyond {theta!.dtype}. Take a smaller step.");
            progress?.Report(new(Iterations, margins.le(0).sum().item<long>(), smallest));
            if (smallest > 0 || Iterations >= maxIterations) return new(smallest > 0, Iterations, smallest);
            theta!.add_(Step(data, outputs, margins));
            Iterations++;
        }
    }

    /// <summary>Makes one update whether the samples are separated or not.</summary>
    /// <param name="samples">The samples <c>[samples, features]</c>.</param>
    /// <param name="labels">The label of each.</param>
    /// <exception cref="ArgumentException">Samples, labels or weights do not fit. Nothing has been changed.</exception>
    public void Step(Tensor samples, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var data = Checked(samples, labels, null);
        var outputs = Outputs(data, theta!);
        theta!.add_(Step(data, outputs, Margins(data, outputs)));
        Iterations++;
    }

    /// <summary>Forgets the weights.</summary>
    public void Reset()
    {
        theta?.Dispose();
        theta = null;
        Iterations = 0;
    }

    /// <summary>A copy of all that the next update depends on: <c>theta</c> and <c>iterations</c>.</summary>
    /// <returns>Tensors by name; they belong to the caller.</returns>
    /// <exception cref="InvalidOperationException">There are no weights yet.</exception>
    public Dictionary<string, Tensor> state_dict()
        => new() { [nameof(theta)] = (theta ?? throw new InvalidOperationException("There is no state before the first update.")).clone(), ["iterations"] = tensor(Iterations) };

    /// <summary>Goes on from a saved state.</summary>
    /// <param name="source">What <see cref="state_dict"/> gave.</param>
    /// <exception cref="ArgumentException">It is no such state; nothing has been changed.</exception>
    public void load_state_dict(IReadOnlyDictionary<string, Tensor> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.TryGetValue(nameof(theta), out var saved) || !source.TryGetValue("iterations", out var count)) throw new ArgumentException($"The state needs theta and iterations; it has {string.Join(", ", source.Keys)}.", nameof(source));
        if (saved.ndim != Dimensions || !is_floating_point(saved)) throw new ArgumentException($"theta has shape [{string.Join(", ", saved.shape)}] and type {saved.dtype}, but {GetType().Name} has floating-point weights of {Dimensions} dimensions.", nameof(source));
        if (count.numel() != 1 || count.dtype != ScalarType.Int64 || count.item<long>() < 0) throw new ArgumentException("iterations is no count of updates.", nameof(source));
        Take(saved);
        Iterations = count.item<long>();
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        Reset();
        GC.SuppressFinalize(this);
    }

    /// <summary>The number of dimensions of the weights.</summary>
    private protected abstract int Dimensions { get; }

    /// <summary>Labels as the trainer uses them.</summary>
    private protected abstract Tensor CheckLabels(Tensor labels, Tensor samples);

    /// <summary>The shape of the weights for data.</summary>
    private protected abstract long[] Shape(TrainingData data);

    /// <summary>The outputs, from which margins and step are computed.</summary>
    private protected abstract Tensor Outputs(TrainingData data, Tensor theta);

    /// <summary>By how much each sample is on its side.</summary>
    private protected abstract Tensor Margins(TrainingData data, Tensor outputs);

    /// <summary>What is added to the weights.</summary>
    private protected abstract Tensor Step(TrainingData data, Tensor outputs, Tensor margins);

    private TrainingData Checked(Tensor samples, Tensor labels, Tensor? start)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        if (samples.ndim != 2 || samples.size(0) == 0 || !is_floating_point(samples)) throw new ArgumentException($"samples have shape [{string.Join(", ", samples.shape)}] and type {samples.dtype}, but they must be floating-point numbers [samples, features], at least one.", nameof(samples));
        if (labels.ndim != 1 || labels.size(0) != samples.size(0)) throw new ArgumentException($"labels have shape [{string.Join(", ", labels.shape)}], but the {samples.size(0)} samples need [{samples.size(0)}].", nameof(labels));
        if (!samples.isfinite().all().item<bool>()) throw new ArgumentException("samples have an entry that is not finite.", nameof(samples));
        var data = new TrainingData(samples.detach(), CheckLabels(labels.detach(), samples));
        var shape = Shape(data);
        var given = start ?? theta;
        if (given is not null && (!given.shape.SequenceEqual(shape) || given.dtype != samples.dtype || given.device_type != samples.device_type))
            throw new ArgumentException($"The weights have shape [{string.Join(", ", given.shape)}] and type {given.dtype}, but the samples need [{string.Join(", ", shape)}] and {samples.dtype} on the same device. Reset forgets the weights of an earlier call.", start is null ? nameof(samples) : nameof(start));
        if (start is not null)
        {
            Take(start.detach());
            Iterations = 0;
        }
        else if (theta is null)
        {
            Take(zeros(shape, samples.dtype, samples.device));
        }

        return data;
    }

    private void Take(Tensor values)
    {
        var taken = values.detach().clone().DetachFromDisposeScope();
        theta?.Dispose();
        theta = taken;
    }
}
