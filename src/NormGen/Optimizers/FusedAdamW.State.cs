using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class FusedAdamW
{
    /// <summary>The moments of one parameter.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, 3)
        {
        }

        /// <summary>The running mean of the gradient; null before the first step.</summary>
        public Tensor? exp_avg => Peek(0);

        /// <summary>The running mean of the squared gradient; null before the first step.</summary>
        public Tensor? exp_avg_sq => Peek(1);

        /// <summary>The largest <see cref="exp_avg_sq"/> so far; null without amsgrad, and before the first step.</summary>
        public Tensor? max_exp_avg_sq => Peek(2);

        internal Tensor Mean => Use(0);

        internal Tensor Square => Use(1);

        internal Tensor Largest => Use(2);
    }
}
