namespace NormGen.Optimizers;

public sealed partial class GradNormSmoothNewton
{
    /// <summary>The hyperparameters of <see cref="GradNormSmoothNewton"/>, and its state: the radius.</summary>
    public sealed class Options : FusedOptimizerOptions
    {
        /// <summary>The radius gamma of the next step: all that steps remember.</summary>
        public double? gamma { get; set; }

        /// <summary>Added to the radius in <c>lambda = ‖g‖ / (gamma + eps)</c>.</summary>
        public double? eps { get; set; }

        /// <summary>The smallest radius after an accepted trial.</summary>
        public double? gamma_min { get; set; }

        /// <summary>The most trials of a step.</summary>
        public int? max_trials { get; set; }

        /// <summary>Whether the radius is searched for; else it stays, and every step is taken.</summary>
        public bool? search { get; set; }

        internal override double?[] Numbers
        {
            get => [gamma, eps, gamma_min, max_trials, Number(search)];
            set => (gamma, eps, gamma_min, max_trials, search) = (value[0], value[1], value[2], (int?)value[3], Flag(value[4]));
        }

        internal override FusedOptimizerOptions New() => new Options();

        private protected override void ValidateNumbers(bool scheduled)
        {
            // After many failed searches the radius may be too small for a number.
            if (scheduled) Hyperparameter.NotNegative(gamma, nameof(gamma));
            else Hyperparameter.Positive(gamma, nameof(gamma));
            Hyperparameter.NotNegative(eps, nameof(eps));
            Hyperparameter.Positive(gamma_min, nameof(gamma_min));
            Hyperparameter.Whole(max_trials, nameof(max_trials), 1);
            if (LearningRate is not 1) throw new ArgumentOutOfRangeException("lr", LearningRate, FormattableString.Invariant($"lr is {LearningRate}, but it must be 1: the length of a step is the radius gamma, which is searched for; schedulers of the learning rate do not fit."));
            if (maximize == true) throw new ArgumentException("maximize is true, but this optimizer minimizes: let the closure return the negative.", nameof(maximize));
        }

        private protected override void Apply(GroupTreatment treatment)
        {
            // One rate and no decay for all parameters.
        }
    }

    /// <summary>The parameters, all in one group: they are one vector.</summary>
    public sealed class ParamGroup : FusedParamGroup<Options>
    {
        internal ParamGroup(IReadOnlyList<(string name, TorchSharp.Modules.Parameter parameter)> parameters)
            : base(parameters, new Options())
        {
        }

        internal ParamGroup(IEnumerable<TorchSharp.Modules.Parameter> parameters)
            : base(parameters, new Options())
        {
        }
    }

    /// <summary>The state of one parameter: how often it was updated. The radius stands in <see cref="Options"/>.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(TorchSharp.Modules.Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, 0)
        {
        }
    }
}
