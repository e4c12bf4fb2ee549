using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// A layer-normalized GRU cell: <c>r, u = sigmoid(LN(W_ih_ru x + b_ru) + LN(W_hh_ru h))</c>, <c>n = tanh(LN(W_ih_n x + b_n) + r · LN(W_hh_n h))</c>, <c>h' = u · h + (1 - u) · n</c>.
/// </summary>
/// <remarks>
/// Ba, Kiros and Hinton, Layer Normalization, 2016, arXiv 1607.06450, as in the authors' code: <c>u</c> keeps the old state (the paper's z is <c>1 - u</c>), biases stand inside the norms of the input terms, the reset gate acts behind its norm. The norm of both gates is over all of them together.
/// Norms and gates are two fused kernels on the CPU, forward and backward, composed TorchSharp elsewhere; the norms' modules hold the parameters and are not called, so hooks on them do not fire.
/// Matrices from the input begin uniform within ±1/√hidden_size, those from the state orthogonal for each gate, gains one, offsets zero.
/// </remarks>
public sealed class LayerNormGRUCell : nn.Module<Tensor, Tensor?, Tensor>
{
    /// <summary>Makes the cell.</summary>
    /// <param name="input_size">The features of the input.</param>
    /// <param name="hidden_size">The features of the state.</param>
    /// <param name="bias">Whether it has biases inside the norms of the input terms.</param>
    /// <param name="eps">Added to the variances, inside the roots.</param>
    /// <param name="device">Where the parameters live.</param>
    /// <param name="dtype">Their type.</param>
    public LayerNormGRUCell(long input_size, long hidden_size, bool bias = true, double eps = 1e-5, Device? device = null, ScalarType? dtype = null)
        : base(nameof(LayerNormGRUCell))
    {
        CellArguments.CheckSizes(input_size, hidden_size, eps, dtype);
        (this.input_size, this.hidden_size) = (input_size, hidden_size);
        weight_ih_ru = CellArguments.FromInput(2 * hidden_size, input_size, hidden_size, dtype, device);
        weight_hh_ru = CellArguments.FromState(2, hidden_size, dtype, device);
        weight_ih_n = CellArguments.FromInput(hidden_size, input_size, hidden_size, dtype, device);
        weight_hh_n = CellArguments.FromState(1, hidden_size, dtype, device);
        if (bias) (bias_ru, bias_n) = (CellArguments.Bias(2 * hidden_size, dtype, device), CellArguments.Bias(hidden_size, dtype, device));
        ln_ih_ru = new FusedLayerNorm(2 * hidden_size, eps, device: device, dtype: dtype);
        ln_hh_ru = new FusedLayerNorm(2 * hidden_size, eps, device: device, dtype: dtype);
        ln_ih_n = new FusedLayerNorm(hidden_size, eps, device: device, dtype: dtype);
        ln_hh_n = new FusedLayerNorm(hidden_size, eps, device: device, dtype: dtype);
        RegisterComponents();
    }

    /// <summary>The features of the input.</summary>
    public long input_size { get; }

    /// <summary>The features of the state.</summary>
    public long hidden_size { get; }

    /// <summary>The matrix from the input to both gates <c>[2 · hidden_size, input_size]</c>, reset before update.</summary>
    public Parameter weight_ih_ru
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [2 * hidden_size, input_size], nameof(weight_ih_ru))) ConditionallyRegisterParameter(nameof(weight_ih_ru), field);
        }
    }

    /// <summary>The matrix from the state to both gates <c>[2 · hidden_size, hidden_size]</c>.</summary>
    public Parameter weight_hh_ru
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [2 * hidden_size, hidden_size], nameof(weight_hh_ru))) ConditionallyRegisterParameter(nameof(weight_hh_ru), field);
        }
    }

    /// <summary>The bias of both gates <c>[2 · hidden_size]</c>; null where there is none.</summary>
    public Parameter? bias_ru
    {
        get;
        private set
        {
            if (Slots.Put(ref field, value, [2 * hidden_size], nameof(bias_ru))) ConditionallyRegisterParameter(nameof(bias_ru), field);
        }
    }

    /// <summary>The matrix from the input to the new state <c>[hidden_size, input_size]</c>.</summary>
    public Parameter weight_ih_n
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [hidden_size, input_size], nameof(weight_ih_n))) ConditionallyRegisterParameter(nameof(weight_ih_n), field);
        }
    }

    /// <summary>The matrix from the state to the new one <c>[hidden_size, hidden_size]</c>.</summary>
    public Parameter weight_hh_n
    {
        get;
        private set
        {
            if (Slots.Put(ref field!, value, [hidden_size, hidden_size], nameof(weight_hh_n))) ConditionallyRegisterParameter(nameof(weight_hh_n), field);
        }
    }

    /// <summary>The bias of the new state <c>[hidden_size]</c>; null where there is none.</summary>
    public Parameter? bias_n
    {
        get;
        private set
        {
            if (Slots.Put(ref field, value, [hidden_size], nameof(bias_n))) ConditionallyRegisterParameter(nameof(bias_n), field);
        }
    }

    /// <summary>The norm of the gates' input term.</summary>
    [field: ComponentName(Name = nameof(ln_ih_ru))]
    public FusedLayerNorm ln_ih_ru { get; }

    /// <summary>The norm of the gates' state term.</summary>
    [field: ComponentName(Name = nameof(ln_hh_ru))]
    public FusedLayerNorm ln_hh_ru { get; }

    /// <summary>The norm of the new state's input term.</summary>
    [field: ComponentName(Name = nameof(ln_ih_n))]
    public FusedLayerNorm ln_ih_n { get; }

    /// <summary>The norm of the new state's state term, in front of the reset gate.</summary>
    [field: ComponentName(Name = nameof(ln_hh_n))]
    public FusedLayerNorm ln_hh_n { get; }

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
        CellArguments.CheckInput(input, input_size, weight_ih_ru, nameof(LayerNormGRUCell));
        if (state is not null) CellArguments.CheckState(state, input, hidden_size, nameof(state));
        CellArguments.CheckMask(mask, input);
        using var scope = NewDisposeScope();
        return Advance(FromInput(input), state ?? zeros([input.size(0), hidden_size], input.dtype, input.device), mask).MoveToOuterDisposeScope();
    }

    /// <summary>What a step takes of its input alone, of any number of steps at once: for the gates, and for the new state.</summary>
    internal Tensor[] FromInput(Tensor input) => [nn.functional.linear(input, weight_ih_ru, bias_ru), nn.functional.linear(input, weight_ih_n, bias_n)];

    /// <summary>The rest of a step. The caller's scope holds what is made on the way.</summary>
    internal Tensor Advance(Tensor[] fromInput, Tensor h, Tensor? mask)
    {
        var gates = RecurrentNorms.Gates(fromInput[0], nn.functional.linear(h, weight_hh_ru), ln_ih_ru.weight!, ln_hh_ru.weight!, ln_ih_ru.bias! + ln_hh_ru.bias!, ln_ih_ru.eps).chunk(2, -1);
        var updated = RecurrentNorms.GruState(fromInput[1], nn.functional.linear(h, weight_hh_n), gates[0], gates[1], h, ln_ih_n.weight!, ln_ih_n.bias!, ln_hh_n.weight!, ln_hh_n.bias!, ln_ih_n.eps);
        return CellArguments.Carried(updated, h, mask);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) CellArguments.Release(this);
        base.Dispose(disposing);
    }
}
