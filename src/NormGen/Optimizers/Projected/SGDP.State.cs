using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class SGDP
{
    /// <summary>The momentum buffer of one parameter.</summary>
    public sealed class State : MomentumState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description)
        {
        }
    }
}
