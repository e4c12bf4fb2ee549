using TorchSharp.Modules;

namespace NormGen.Optimizers;

public sealed partial class SGDP
{
    /// <summary>Parameters with their own options.</summary>
    public sealed class ParamGroup : MomentumParamGroup<Options>
    {
        /// <summary>A group; what is left out is the optimizer's.</summary>
        /// <param name="parameters">The parameters.</param>
        /// <param name="role">Their role; null decides by shape. SGDP goes by <paramref name="scale_group"/> alone.</param>
        /// <param name="scale_group">Which elements of the weights have a common scale that does not matter; null for <see cref="ScaleGroup.Tested"/>.</param>
        /// <param name="block_rows">The rows of a block for <see cref="ScaleGroup.Block"/>, else 0.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">What is left of the buffer after a step.</param>
        /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="nesterov">Whether the step looks ahead.</param>
        /// <param name="eps">Added to norms of weights.</param>
        /// <param name="delta">The threshold of the test.</param>
        /// <param name="wd_ratio">The decay of weights that are projected, as a multiple of <paramref name="weight_decay"/>.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        public ParamGroup(IEnumerable<Parameter> parameters, ParameterRole? role = null, ScaleGroup? scale_group = null, int? block_rows = null, double? lr = null, double? momentum = null, double? dampening = null, double? weight_decay = null, bool? nesterov = null, double? eps = null, double? delta = null, double? wd_ratio = null, bool? maximize = null, HalfUpdate? half = null)
            : base(parameters, new Options { role = role, scale_group = scale_group, block_rows = block_rows, LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, eps = eps, delta = delta, wd_ratio = wd_ratio, maximize = maximize, half = half })
        {
        }

        /// <summary>A group of weights whose scale does not matter together with that of their bias; what is left out is the optimizer's.</summary>
        /// <param name="parameters">Each weight with its bias. Both are projected and decay as one.</param>
        /// <param name="scale_group">Which elements of the weights have a common scale that does not matter; not <see cref="ScaleGroup.Tested"/>, for the test knows no biases.</param>
        /// <param name="block_rows">The rows of a block for <see cref="ScaleGroup.Block"/>, else 0.</param>
        /// <param name="lr">Learning rate.</param>
        /// <param name="momentum">What is left of the buffer after a step.</param>
        /// <param name="dampening">The part of the gradient that does not enter the buffer.</param>
        /// <param name="weight_decay">Decoupled weight decay.</param>
        /// <param name="nesterov">Whether the step looks ahead.</param>
        /// <param name="eps">Added to norms of weights.</param>
        /// <param name="delta">The threshold of the test.</param>
        /// <param name="wd_ratio">The decay of weights that are projected, as a multiple of <paramref name="weight_decay"/>.</param>
        /// <param name="maximize">Whether to go up the gradient.</param>
        /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
        /// <exception cref="ArgumentException">A bias does not have the size that goes with its weight.</exception>
        public ParamGroup(IEnumerable<(Parameter weight, Parameter bias)> parameters, ScaleGroup scale_group, int? block_rows = null, double? lr = null, double? momentum = null, double? dampening = null, double? weight_decay = null, bool? nesterov = null, double? eps = null, double? delta = null, double? wd_ratio = null, bool? maximize = null, HalfUpdate? half = null)
            : base(Projection.Flat(parameters, scale_group, block_rows), new Options { with_bias = true, scale_group = scale_group, block_rows = block_rows, LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, eps = eps, delta = delta, wd_ratio = wd_ratio, maximize = maximize, half = half })
        {
        }

        internal ParamGroup(IReadOnlyList<(string name, Parameter parameter)> parameters, ParameterRole? role, ScaleGroup? scale_group = null, int? block_rows = null, bool with_bias = false)
            : base(parameters, new Options { role = with_bias ? null : role, scale_group = scale_group, block_rows = block_rows, with_bias = with_bias })
        {
        }
    }
}
