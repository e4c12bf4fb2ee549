using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class Adafactor
{
    /// <summary>The second moment of one parameter: of rows and columns, or of the elements of a vector.</summary>
    public sealed class State : FusedOptimizerState
    {
        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, parameter.ndim > 1 ? 2 : 1)
        {
        }

        /// <summary>The running mean of the squared gradient of each row; null for vectors, and before the first step.</summary>
        public Tensor? row_var => IsFactored ? Peek(0) : null;

        /// <summary>The running mean of the squared gradient of each column; null for vectors, and before the first step.</summary>
        public Tensor? col_var => IsFactored ? Peek(1) : null;

        /// <summary>The running mean of the squared gradient of a vector; null for others, and before the first step.</summary>
        public Tensor? variance => IsFactored ? null : Peek(0);

        internal bool IsFactored => Slots == 2;

        internal Tensor Rows => Use(0);

        internal Tensor Columns => Use(1);

        internal Tensor Variance => Use(0);

        // Of an empty parameter nothing is kept.
        private protected override long[] ShapeOf(int slot) => !IsFactored ? base.ShapeOf(slot) : slot == 0 ? [Parameter.size(0)] : [Parameter.numel() / Math.Max(Parameter.size(0), 1)];

        // Sums of many squares, and few of them: half types would only lose digits.
        private protected override ScalarType TypeOf(int slot) => IsFactored && base.TypeOf(slot) != ScalarType.Float64 ? ScalarType.Float32 : base.TypeOf(slot);
    }
}
