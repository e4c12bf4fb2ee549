using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A layer-normalized RNN cell: <c>h' = tanh(LN(W_ih x + W_hh h))</c>, one norm over the sum, statistics of each sample and step.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. The norm's offset is the only bias. Norm and activation are one fused kernel on the CPU, forward and backward, composed TorchSharp elsewhere; the norm's module
/// holds the parameters and is not called, so hooks on it do not fire. W_ih begins uniform within ±1/√hidden_size, W_hh orthogonal, gain one, offset zero.
/// </remarks>
public sealed class LayerNormRNNCell : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly bool isRelu;

    /// <summary>Makes the cell.</summary>
    /// <param name="input_size">The features of the input.</param>
    /// <param name="hidden_size">The features of the state.</param>
    /// <param name="nonlinearity">The activation.</param>
    /// <param name="eps">Added to the variance, inside the root.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LayerNormRNNCell(long input_size, long hidden_size, nn.NonLinearities nonlinearity = nn.NonLinearities.Tanh, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LayerNormRNNCell))
    {
        CellArguments.CheckSizes(input_size, hidden_size, eps, dtype);
        if (nonlinearity is not (nn.NonLinearities.Tanh or nn.NonLinearities.ReLU)) throw new ArgumentOutOfRangeException(nameof(nonlinearity), nonlinearity, "nonlinearity must be Tanh or ReLU.");
        (this.input_size, this.hidden_size, isRelu) = (input_size, hidden_size, nonlinearity == nn.NonLinearities.ReLU);
        weight_ih = CellArguments.FromInput(hidden_size, input_size, hidden_size, dtype, device);
        weight_hh = CellArguments.FromState(1, hidden_size, dtype, device);
        ln = new FusedLayerNorm(hidden_size, eps, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the state.</summary>
    public long hidden_size { get; }

    /// <summary>The matrix from the input <c>[hidden_size, input_size]</c>.</summary>
    public Parameter weight_ih
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [hidden_size, input_size], nameof(weight_ih))) ConditionallyRegisterParameter(nameof(weight_ih), field);
        }
    }

    /// <summary>The matrix from the state <c>[hidden_size, hidden_size]</c>.</summary>
    public Parameter weight_hh
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [hidden_size, hidden_size], nameof(weight_hh))) ConditionallyRegisterParameter(nameof(weight_hh), field);
        }
    }

    /// <summary>The norm of the sum.</summary>
    [field: ComponentName(Name = nameof(ln))]
    public FusedLayerNorm ln { get; }

    /// <summary>One step.</summary>
    /// <param name="input">The input <c>[batch, input_size]</c>.</param>
    /// <param name="state">The state <c>[batch, hidden_size]</c>; null: zero.</param>
    /// <returns>The new state.</returns>
    public override Tensor forward(Tensor input, Tensor? state) => Step(input, state);

    /// <summary>One step, of some of the samples.</summary>
    /// <param name="input">The input <c>[batch, input_size]</c>.</param>
    /// <param name="state">The state <c>[batch, hidden_size]</c>; null: zero.</param>
    /// <param name="mask">A number for each sample <c>[batch]</c>: where it is 0, the state is carried over. Null: all take the step.</param>
    /// <returns>The new state.</returns>
    public Tensor Step(Tensor input, Tensor? state = null, Tensor? mask = null)
    {
        CellArguments.CheckInput(input, input_size, weight_ih, nameof(LayerNormRNNCell));
        if (state is not null) CellArguments.CheckState(state, input, hidden_size, nameof(state));
        CellArguments.CheckMask(mask, input);
        using var scope = NewDisposeScope();
        return Advance(FromInput(input), state ?? zeros([input.size(0), hidden_size], input.dtype, input.device), mask).MoveToOuterDisposeScope();
    }

    /// <summary>What a step takes of its input alone, of any number of steps at once.</summary>
    internal Tensor[] FromInput(Tensor input) => [nn.functional.linear(input, weight_ih)];

    /// <summary>The rest of a step. The caller's scope holds what is made on the way.</summary>
    internal Tensor Advance(Tensor[] fromInput, Tensor h, Tensor? mask)
    {
        var sum = fromInput[0] + nn.functional.linear(h, weight_hh);
        var updated = isRelu ? RecurrentNorms.ReluState(sum, ln.weight!, ln.bias!, ln.eps) : RecurrentNorms.TanhState(sum, ln.weight!, ln.bias!, ln.eps);
        return CellArguments.Carried(updated, h, mask);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) CellArguments.Release(this);
        base.Dispose(disposing);
    }
}
