using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class Conda
{
    /// <summary>The moments of one parameter; those of a matrix have a basis, and their second moment is that of rotated gradients.</summary>
    public sealed class State : AdamState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, role == ParameterRole.Matrix ? 3 : 2)
        {
        }

        /// <summary>The basis, the smaller side squared: right singular vectors of the mean as rows where there are at least as many rows as columns, else left ones as columns. Null where the role has none, and before the first step.</summary>
        public Tensor? ortho_matrix => Peek(2);

        internal Tensor Basis
        {
            get => Peek(2)!;
            set => Put(2, value);
        }

        private protected override long[] ShapeOf(int slot) => slot < 2 ? base.ShapeOf(slot) : [Math.Min(Parameter.size(0), Parameter.size(1)), Math.Min(Parameter.size(0), Parameter.size(1))];
    }
}
