using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class Muon
{
    /// <summary>The state of one parameter: a running mean for matrices and convolutions, Adam's moments for all others.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, IsOrthogonalized(role) ? 1 : 2)
        {
        }

        /// <summary>The running mean of the gradient; null where the role keeps Adam's moments, and before the first step.</summary>
        public Tensor? momentum_buffer => Slots == 1 ? Peek(0) : null;

        /// <summary>Adam's running mean of the gradient; null for matrices and convolutions, and before the first step.</summary>
        public Tensor? exp_avg => Slots == 2 ? Peek(0) : null;

        /// <summary>Adam's running mean of the squared gradient; null for matrices and convolutions, and before the first step.</summary>
        public Tensor? exp_avg_sq => Peek(1);

        internal Tensor Buffer => Use(0);

        internal Tensor Mean => Use(0);

        internal Tensor Square => Use(1);
    }
}
