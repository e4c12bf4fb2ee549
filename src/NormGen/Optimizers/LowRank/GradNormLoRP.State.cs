using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

public sealed partial class GradNormLoRP
{
    /// <summary>The moments of one parameter, those of a projected matrix in the few directions; the directions; and a norm and a magnitude a row with the magnitude's moments.</summary>
    public sealed class State : AdamState
    {
        private const int SlotsOfAdamW = 2, SlotsOfGaLore = 4, AllSlots = 8;

        // At zero a row would lose its direction, which is the weight's alone.
        private const double Smallest = 1e-20;

        internal State(Parameter parameter, ParameterRole role, string description)
            : base(parameter, role, description, AllSlots)
        {
        }

        /// <summary>The left directions <c>[rows, rank]</c>; null where rows are not projected, and before the first step.</summary>
        public Tensor? left => Peek(2);

        /// <summary>The right directions <c>[rank, columns]</c>; null where columns are not projected, and before the first step.</summary>
        public Tensor? right => Peek(3);

        /// <summary>The norm of each row's direction <c>[rows]</c>, which is <c>weight · norm / magnitude</c>; null where weights are not split, and before the first step.</summary>
        public Tensor? norm => Peek(4);

        /// <summary>The magnitude of each row <c>[rows]</c>; null where weights are not split, and before the first step.</summary>
        public Tensor? magnitude => Peek(5);

        /// <summary>The running mean of the magnitude's gradient <c>[rows]</c>; null where weights are not split, and before the first step.</summary>
        public Tensor? exp_avg_magnitude => Peek(6);

        /// <summary>The running mean of the magnitude's squared gradient <c>[rows]</c>; null where weights are not split, and before the first step.</summary>
        public Tensor? exp_avg_sq_magnitude => Peek(7);

        internal Tensor MagnitudeMean => Use(6);

        internal Tensor MagnitudeSquare => Use(7);

        /// <summary>What the options make of the parameter.</summary>
        internal LowRankForm Form { get; set; }

        internal int SlotsInUse => Form.IsAdamW ? SlotsOfAdamW : Form.IsSplit ? AllSlots : SlotsOfGaLore;

        private protected override string LayoutOfOptions => Form.ToString();

        private long Rows => Parameter.ndim == 1 ? 1 : Parameter.size(0);

        /// <summary>Puts the directions of a gradient in the place of the old ones.</summary>
        internal void Turn(Tensor gradient)
        {
            var (isLeft, isRight) = GradientProjection.Sides(gradient.size(0), gradient.size(1), Form.Side);
            var (u, vh) = GradientProjection.Vectors(gradient, Form.Rank);
            if (isLeft) Put(2, u);
            else u.Dispose();
            if (isRight) Put(3, vh);
            else vh.Dispose();
        }

        /// <summary>Norm and magnitude of the weight as it is, at its first step.</summary>
        internal (Tensor Norm, Tensor Magnitude) Split()
        {
            if (norm is not null) return (norm, magnitude!);
            using var scope = NewDisposeScope();
            var type = Weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
            var length = Weight.detach().reshape(Rows, -1).to(type).square().sum([-1L]).sqrt();
            Put(4, length.to(Weight.dtype).clone());
            Put(5, length.clamp_min(Smallest).to(Weight.dtype).clone());
            return (norm!, magnitude!);
        }

        /// <summary>The least size of a magnitude.</summary>
        internal static double Least => Smallest;

        private protected override long[] ShapeOf(int slot)
        {
            if (Form.IsAdamW) return base.ShapeOf(slot);
            if (slot >= SlotsOfGaLore) return [Rows];
            if (!Form.IsProjected) return slot < SlotsOfAdamW ? base.ShapeOf(slot) : [0];
            var (isLeft, isRight) = GradientProjection.Sides(Parameter.size(0), Parameter.size(1), Form.Side);
            return slot switch
            {
                < SlotsOfAdamW => [isLeft ? Form.Rank : Parameter.size(0), isRight ? Form.Rank : Parameter.size(1)],
                2 => isLeft ? [Parameter.size(0), Form.Rank] : [0],
                _ => isRight ? [Form.Rank, Parameter.size(1)] : [0],
            };
        }
    }
}
