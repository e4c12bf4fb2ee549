using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The momentum buffer of one parameter.</summary>
public abstract class MomentumState : FusedOptimizerState
{
    private protected MomentumState(Parameter parameter, ParameterRole role, string description)
        : base(parameter, role, description, 1)
    {
    }

    /// <summary>The momentum buffer; null before the first step that needs it.</summary>
    public Tensor? momentum_buffer => Peek(0);

    internal Tensor Buffer => Use(0);
}
