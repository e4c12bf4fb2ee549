using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class AdamP
{
    /// <summary>The moments of one parameter.</summary>
    public sealed class State : AdamState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description)
        {
        }
    }
}
