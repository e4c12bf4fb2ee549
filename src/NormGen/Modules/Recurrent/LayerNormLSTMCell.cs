using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A layer-normalized LSTM cell: <c>i, f, o, g = LN(W_ih x) + LN(W_hh h) + b</c>, <c>c' = sigmoid(f) · c + sigmoid(i) · tanh(g)</c>, <c>h' = sigmoid(o) · tanh(LN(c'))</c>. The cell that is carried on is not normalized.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450. The first two norms act on all four gates together, not on each. The order of the gates is i, f, o, g, as in the authors' code; that of <c>LSTMCell</c> is i, f, g, o: swap the last two quarters of its weights.
/// The paper adds the bias once, outside the norms; the authors' code also inside the norm of the input term (<c>biasTwice</c>). Norms and gates are two fused kernels on the CPU, forward and backward, composed TorchSharp elsewhere; the norms' modules hold the parameters and are
/// not called, so hooks on them do not fire. W_ih begins uniform within ±1/√hidden_size, W_hh orthogonal for each gate, gains one, offsets zero.
/// </remarks>
public sealed class LayerNormLSTMCell : nn.Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
{
    /// <summary>Makes the cell.</summary>
    /// <param name="input_size">The features of the input.</param>
    /// <param name="hidden_size">The features of the state.</param>
    /// <param name="bias">Whether it has a bias beside the norms' offsets.</param>
    /// <param name="biasTwice">Whether the bias is also added inside the norm of the input term, as in the authors' code.</param>
    /// <param name="eps">Added to the variances, inside the roots.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LayerNormLSTMCell(long input_size, long hidden_size, bool bias = true, bool biasTwice = false, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LayerNormLSTMCell))
    {
        CellArguments.CheckSizes(input_size, hidden_size, eps, dtype);
        if (biasTwice && !bias) throw new ArgumentException("biasTwice adds the bias in two places, but bias is false.", nameof(biasTwice));
        (this.input_size, this.hidden_size, BiasTwice) = (input_size, hidden_size, biasTwice);
        weight_ih = CellArguments.FromInput(4 * hidden_size, input_size, hidden_size, dtype, device);
        weight_hh = CellArguments.FromState(4, hidden_size, dtype, device);
        if (bias) this.bias = CellArguments.Bias(4 * hidden_size, dtype, device);
        ln_ih = new FusedLayerNorm(4 * hidden_size, eps, device: device, dtype: dtype);
        ln_hh = new FusedLayerNorm(4 * hidden_size, eps, device: device, dtype: dtype);
        ln_c = new FusedLayerNorm(hidden_size, eps, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the state.</summary>
    public long hidden_size { get; }

    /// <summary>Whether the bias is also added inside the norm of the input term.</summary>
    public bool BiasTwice { get; }

    /// <summary>The matrix from the input <c>[4 · hidden_size, input_size]</c>, gates in the order i, f, o, g.</summary>
    public Parameter weight_ih
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [4 * hidden_size, input_size], nameof(weight_ih))) ConditionallyRegisterParameter(nameof(weight_ih), field);
        }
    }

    /// <summary>The matrix from the state <c>[4 · hidden_size, hidden_size]</c>.</summary>
    public Parameter weight_hh
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [4 * hidden_size, hidden_size], nameof(weight_hh))) ConditionallyRegisterParameter(nameof(weight_hh), field);
        }
    }

    /// <summary>The bias <c>[4 · hidden_size]</c>; null where there is none.</summary>
    public Parameter? bias
    {
        get;
        private set
        {
            if (Slots.Put(ref field, value, [4 * hidden_size], nameof(bias))) ConditionallyRegisterParameter(nameof(bias), field);
        }
    }

    /// <summary>The norm of the input term.</summary>
    [field: ComponentName(Name = nameof(ln_ih))]
    public FusedLayerNorm ln_ih { get; }

    /// <summary>The norm of the state's term.</summary>
    [field: ComponentName(Name = nameof(ln_hh))]
    public FusedLayerNorm ln_hh { get; }

    /// <summary>The norm of the cell.</summary>
    [field: ComponentName(Name = nameof(ln_c))]
    public FusedLayerNorm ln_c { get; }

    /// <summary>One step.</summary>
    /// <param name="input">The input <c>[batch, input_size]</c>.</param>
    /// <param name="state">The state and the cell, each <c>[batch, hidden_size]</c>; null: zero.</param>
    /// <returns>The new state and cell.</returns>
    public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? state) => Step(input, state);

    /// <summary>One step, of some of the samples.</summary>
    /// <param name="input">The input <c>[batch, input_size]</c>.</param>
    /// <param name="state">The state and the cell, each <c>[batch, hidden_size]</c>; null: zero.</param>
    /// <param name="mask">A number for each sample <c>[batch]</c>: where it is 0, state and cell are carried over. Null: all take the step.</param>
    /// <returns>The new state and cell.</returns>
    public (Tensor H, Tensor C) Step(Tensor input, (Tensor H, Tensor C)? state = null, Tensor? mask = null)
    {
        CellArguments.CheckInput(input, input_size, weight_ih, nameof(LayerNormLSTMCell));
        if (state is { } given)
        {
            CellArguments.CheckState(given.H, input, hidden_size, nameof(state));
            CellArguments.CheckState(given.C, input, hidden_size, nameof(state));
        }

        CellArguments.CheckMask(mask, input);
        using var scope = NewDisposeScope();
        var (h, c) = Advance(FromInput(input), state ?? (zeros([input.size(0), hidden_size], input.dtype, input.device), zeros([input.size(0), hidden_size], input.dtype, input.device)), mask);
        return (h.MoveToOuterDisposeScope(), c.MoveToOuterDisposeScope());
    }

    /// <summary>What a step takes of its input alone, of any number of steps at once.</summary>
    internal Tensor[] FromInput(Tensor input) => [nn.functional.linear(input, weight_ih, BiasTwice ? bias : null)];

    /// <summary>The rest of a step. The caller's scope holds what is made on the way.</summary>
    internal (Tensor H, Tensor C) Advance(Tensor[] fromInput, (Tensor H, Tensor C) state, Tensor? mask)
    {
        var offset = bias is null ? ln_ih.bias! + ln_hh.bias! : ln_ih.bias! + ln_hh.bias! + bias;
        var gates = RecurrentNorms.GateSum(fromInput[0], nn.functional.linear(state.H, weight_hh), ln_ih.weight!, ln_hh.weight!, offset, ln_ih.eps).chunk(4, -1);
        var (updated, cell) = RecurrentNorms.LstmState(gates[0], gates[1], gates[2], gates[3], state.C, ln_c.weight!, ln_c.bias!, ln_c.eps);
        return (CellArguments.Carried(updated, state.H, mask), CellArguments.Carried(cell, state.C, mask));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) CellArguments.Release(this);
        base.Dispose(disposing);
    }
}
