using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class Lion
{
    /// <summary>The running mean of one parameter's gradient.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, 1)
        {
        }

        /// <summary>The running mean of the gradient; null before the first step.</summary>
        public Tensor? exp_avg => Peek(0);

        internal Tensor Mean => Use(0);
    }
}
