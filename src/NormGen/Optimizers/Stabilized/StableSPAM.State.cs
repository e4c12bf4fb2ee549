using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class StableSPAM
{
    /// <summary>The moments of one parameter and the numbers that clipping and norm go by.</summary>
    public sealed class State : AdamState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, 3, 5)
        {
        }

        /// <summary>The largest <see cref="AdamState.exp_avg_sq"/> so far; null without amsgrad, and before the first step.</summary>
        public Tensor? max_exp_avg_sq => Peek(2);

        /// <summary>Running mean of the gradient's norm.</summary>
        public double m_norm_t
        {
            get => Numbers[0];
            internal set => Numbers[0] = value;
        }

        /// <summary>Running mean of the gradient's squared norm.</summary>
        public double v_norm_t
        {
            get => Numbers[1];
            internal set => Numbers[1] = value;
        }

        /// <summary>Running mean of the gradient's largest element.</summary>
        public double m_max_t
        {
            get => Numbers[2];
            internal set => Numbers[2] = value;
        }

        /// <summary>The steps that the bias corrections of clipping and norm count.</summary>
        public long clip_step
        {
            get => (long)Numbers[3];
            internal set => Numbers[3] = value;
        }

        /// <summary>The steps that the bias corrections of the moments count: those since the last reset.</summary>
        public long moment_step
        {
            get => (long)Numbers[4];
            internal set => Numbers[4] = value;
        }

        internal Tensor Largest => Use(2);
    }
}
