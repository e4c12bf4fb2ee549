using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class SWAN
{
    /// <summary>The state of one parameter: nothing for matrices and convolutions, Adam's moments for all others.</summary>
    public sealed class State : AdamState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, IsWhitened(role) ? 0 : 2)
        {
        }
    }
}
