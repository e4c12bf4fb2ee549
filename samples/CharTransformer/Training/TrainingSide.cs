using System.Diagnostics;
using CharTransformerSample.Data;
using CharTransformerSample.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Training;

/// <summary>A model with its optimizer, and the one way to train it: NormGen's side and the stock side run the very same code from here on.</summary>
public sealed class TrainingSide : IDisposable
{
    private readonly Parameter[] parameters;
    private readonly (optim.ILearningRateController Group, double Peak)[] rates;

    /// <summary>Joins a model and its optimizer.</summary>
    /// <param name="kind">Which side it is.</param>
    /// <param name="model">Tokens [batch, positions] to logits [batch, positions, vocabulary].</param>
    /// <param name="optimizer">An optimizer over its parameters, made with the peak learning rates.</param>
    public TrainingSide(SideKind kind, Module<Tensor, Tensor> model, OptimizerHelper optimizer)
    {
        Kind = kind;
        Model = model;
        Optimizer = optimizer;
        parameters = [.. model.parameters()];
        rates = [.. optimizer.ParamGroups.Select(group => (group, group.LearningRate))];
    }

    /// <summary>Which side it is.</summary>
    public SideKind Kind { get; }

    /// <summary>The side's name, for people.</summary>
    public string Name => Kind == SideKind.NormGen ? "NormGen" : "stock";

    /// <summary>The model.</summary>
    public Module<Tensor, Tensor> Model { get; }

    /// <summary>The optimizer.</summary>
    public OptimizerHelper Optimizer { get; }

    /// <summary>The trained numbers of the model.</summary>
    public long ParameterCount => parameters.Sum(parameter => parameter.numel());

    /// <summary>One training step.</summary>
    /// <param name="batch">What to learn from.</param>
    /// <param name="rateFactor">The share of the peak learning rate.</param>
    public StepResult Step(Batch batch, double rateFactor)
    {
        using var scope = NewDisposeScope();
        var begin = Stopwatch.GetTimestamp();
        Optimizer.zero_grad();
        var loss = Loss(batch);
        loss.backward();
        var norm = GradientNorm();
        foreach (var (group, peak) in rates)
        {
            group.LearningRate = peak * rateFactor;
        }

        Optimizer.step();
        return new(loss.item<float>(), norm, Stopwatch.GetElapsedTime(begin));
    }

    /// <summary>The mean loss over a batch.</summary>
    public Tensor Loss(Batch batch)
    {
        using var scope = NewDisposeScope();
        var logits = Model.call(batch.Inputs);
        return functional.cross_entropy(logits.view(-1, logits.size(2)), batch.Targets).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
    }

    private float GradientNorm()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var norms = parameters.Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!.norm()).ToArray();
        return stack(norms).norm().item<float>();
    }
}
