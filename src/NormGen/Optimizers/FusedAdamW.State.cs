using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class FusedAdamW
{
    /// <summary>The moments of one parameter.</summary>
    public sealed class State : AdamState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, 3)
        {
        }

        /// <summary>The largest <see cref="AdamState.exp_avg_sq"/> so far; null without amsgrad, and before the first step.</summary>
        public Tensor? max_exp_avg_sq => Peek(2);

        internal Tensor Largest => Use(2);
    }
}
