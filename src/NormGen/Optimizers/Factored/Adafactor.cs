using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>
/// Adafactor: the second moment of a matrix is kept as one number a row and one a column, there is no first moment, and steps are relative to the size of the parameter. <c>torch.optim.Adafactor</c>.
/// </summary>
/// <remarks>
/// Shazeer and Stern, Adafactor: Adaptive Learning Rates with Sublinear Memory Cost, 2018, arXiv 1804.04235. Arguments, defaults and numerics are those of PyTorch's <c>torch.optim.Adafactor</c>, with one difference: what has more than two
/// dimensions is a matrix <c>[size(0), rest]</c> here, where PyTorch keeps rows and columns of the last two dimensions, two thirds of the state of a 3x3 convolution.
/// <list type="bullet">
/// <item>Two dimensions and more: <c>m + n</c> numbers of state for <c>m · n</c> weights; in float32 at least.</item>
/// <item>Vectors and scalars: one number a weight.</item>
/// </list>
/// In step t the second moment takes the gradient with the weight <c>t^beta2_decay</c>, and the parameter moves by at most about <c>min(lr, 1/√t)</c> times its own root mean square. The rule goes by shape; roles only make the groups, so that options can
/// differ between them. Streams, tensors read or written per element: six for a matrix (the gradient is read for the sums of rows and columns, gradient and parameter for the two sizes, and both again for the step, which writes the parameter); seven for a vector.
/// </remarks>
public sealed partial class Adafactor : FusedOptimizer
{
    /// <summary>Adafactor over groups, each with its own options.</summary>
    /// <param name="parameters">The groups; options they leave open are those given here.</param>
    /// <param name="lr">The largest step relative to the size of the parameter; from step <c>1/lr²</c> on it falls as <c>1/√t</c>.</param>
    /// <param name="beta2_decay">The exponent of the weight of a gradient in the second moment: zero or less.</param>
    /// <param name="eps1">The smallest root of a second moment that the gradient is divided by; null for the distance of 1 to the next number of the parameter's type.</param>
    /// <param name="eps2">The smallest size of a parameter that steps are relative to.</param>
    /// <param name="d">The largest root mean square of an update, 1 or more.</param>
    /// <param name="weight_decay">Decoupled weight decay.</param>
    /// <param name="maximize">Whether to go up the gradient.</param>
    /// <param name="half">How parameters of bfloat16 and float16 are kept and rounded.</param>
    /// <exception cref="ArgumentException">A hyperparameter, role or parameter does not fit. The message says which, what it is and what fits.</exception>
    public Adafactor(IEnumerable<ParamGroup> parameters, double lr = 0.01, double beta2_decay = -0.8, double? eps1 = null, double eps2 = 1e-3, double d = 1, double weight_decay = 0, bool maximize = false, HalfUpdate half = default)
        : base(new Options { LearningRate = lr, beta2_decay = beta2_decay, eps1 = eps1, eps2 = eps2, d = d, weight_decay = weight_decay, maximize = maximize, half = half })
        => AddGroups(parameters);

    private protected override Type GroupType => typeof(ParamGroup);

    private protected override FusedOptimizerState NewState(Parameter parameter, ParameterRole role, string description) => new State(parameter, role, description);

    private protected override void Update(FusedOptimizerState state, Tensor gradient, FusedOptimizerOptions options)
    {
        var (s, o) = ((State)state, (Options)options);
        var lr = o.LearningRate!.Value;
        var (rate, weight, keep) = (o.Direction * Math.Min(lr, 1 / Math.Sqrt(s.step)), Math.Pow(s.step, o.beta2_decay!.Value), 1 - lr * o.weight_decay!.Value);
        var (eps1, eps2, d) = (o.eps1 ?? Epsilon(s.Weight.dtype), o.eps2!.Value, o.d!.Value);
        if (s.IsFactored) AdafactorUpdates.Matrix(s.Weight, gradient, s.Rows, s.Columns, rate, weight, keep, eps1, eps2, d);
        else AdafactorUpdates.Vector(s.Weight, gradient, s.Variance, rate, weight, keep, eps1, eps2, d);
    }

    /// <summary>The distance of 1 to the next number, as <c>torch.finfo(dtype).eps</c>.</summary>
    private static double Epsilon(ScalarType type) => type switch
    {
        ScalarType.Float64 => Math.BitIncrement(1.0) - 1,
        ScalarType.Float16 => Math.Pow(2, -10),
        ScalarType.BFloat16 => Math.Pow(2, -7),
        _ => MathF.BitIncrement(1) - 1,
    };
}
