using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class FusedSGD
{
    /// <summary>The momentum buffer of one parameter; none without momentum.</summary>
    public sealed class State : MomentumState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description)
        {
        }
    }
}
