using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class SCALE
{
    /// <summary>The state of one parameter: nothing for matrices, convolutions and embeddings, one tensor for the head, two for vectors.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, role switch { ParameterRole.Head => 1, ParameterRole.Vector or ParameterRole.Scalar => 2, _ => 0 })
        {
        }

        /// <summary>The running mean of the gradient; null where the role has none, and before the first step.</summary>
        public Tensor? moment1 => Peek(0);

        /// <summary>The running mean of the squared gradient; null where the role has none, and before the first step.</summary>
        public Tensor? moment2 => Peek(1);

        internal Tensor First => Use(0);

        internal Tensor Second => Use(1);
    }
}
