using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Adam's moments of one parameter, where its role keeps them.</summary>
public abstract class AdamState : FusedOptimizerState
{
    private protected AdamState(Parameter parameter, ParameterRole role, string description, int slots = 2, int numbers = 0)
        : base(parameter, role, description, slots, numbers)
    {
    }

    /// <summary>The running mean of the gradient; null where the role has none, and before the first step.</summary>
    public Tensor? exp_avg => Peek(0);

    /// <summary>The running mean of the squared gradient; null where the role has none, and before the first step.</summary>
    public Tensor? exp_avg_sq => Peek(1);

    internal Tensor Mean => Use(0);

    internal Tensor Square => Use(1);
}
