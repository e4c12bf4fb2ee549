using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What the recurrent cells ask of their arguments, and how their matrices begin.</summary>
internal static class CellArguments
{
    public static void CheckSizes(long input_size, long hidden_size, double eps, ScalarType? dtype)
    {
        NormArguments.CheckCount(input_size, nameof(input_size));
        NormArguments.CheckCount(hidden_size, nameof(hidden_size));
        NormArguments.CheckEps(eps);
        NormArguments.CheckType(dtype);
    }

    /// <summary>Checks the input <c>[batch, input_size]</c> of a step.</summary>
    public static void CheckInput(Tensor input, long input_size, Tensor weight, string cell)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.ndim != 2 || input.size(1) != input_size) throw new ArgumentException($"{cell} needs an input [batch, {input_size}], but got [{string.Join(", ", input.shape)}].", nameof(input));
        if (input.dtype != weight.dtype) throw new ArgumentException($"{cell} got an input of type {input.dtype}, but its parameters are {weight.dtype}: convert one of them.", nameof(input));
    }

    /// <summary>Checks a state <c>[batch, hidden_size]</c>.</summary>
    public static void CheckState(Tensor state, Tensor input, long hidden_size, string name)
    {
        if (state.ndim != 2 || state.size(0) != input.size(0) || state.size(1) != hidden_size)
            throw new ArgumentException($"{name} must be [{input.size(0)}, {hidden_size}], but is [{string.Join(", ", state.shape)}].", name);
        if (state.dtype != input.dtype) throw new ArgumentException($"{name} is of type {state.dtype}, but the input of {input.dtype}.", name);
    }

    /// <summary>Checks a mask <c>[batch]</c>.</summary>
    public static void CheckMask(Tensor? mask, Tensor input)
    {
        if (mask is not null && (mask.ndim != 1 || mask.size(0) != input.size(0)))
            throw new ArgumentException($"mask must hold a number for each of {input.size(0)} samples, but is [{string.Join(", ", mask.shape)}].", nameof(mask));
    }

    /// <summary>The new state where the mask is not zero, the old one elsewhere.</summary>
    public static Tensor Carried(Tensor updated, Tensor old, Tensor? mask)
    {
        if (mask is null) return updated;
        using var taken = mask.ne(0).unsqueeze(-1);
        using (updated) return where(taken, updated, old);
    }

    /// <summary>A matrix from the input: uniform within ±1/√hidden_size, as in PyTorch's cells.</summary>
    public static Parameter FromInput(long rows, long input_size, long hidden_size, ScalarType? dtype, Device? device)
    {
        var bound = 1 / Math.Sqrt(hidden_size);
        return (Parameter)new Parameter(nn.init.uniform_(empty([rows, input_size], dtype, device), -bound, bound)).DetachFromDisposeScope();
    }

    /// <summary>A matrix from the state: for each gate an orthogonal one, as in the authors' code.</summary>
    public static Parameter FromState(int gates, long hidden_size, ScalarType? dtype, Device? device)
    {
        using var scope = NewDisposeScope();
        var blocks = Enumerable.Range(0, gates).Select(_ => nn.init.orthogonal_(empty([hidden_size, hidden_size], ScalarType.Float32, device))).ToArray();
        return (Parameter)new Parameter(cat(blocks).to(dtype ?? get_default_dtype())).DetachFromDisposeScope();
    }

    /// <summary>A bias, zero.</summary>
    public static Parameter Bias(long size, ScalarType? dtype, Device? device) => (Parameter)new Parameter(zeros([size], dtype, device)).DetachFromDisposeScope();

    /// <summary>Disposes what a cell holds itself.</summary>
    public static void Release(nn.Module cell)
    {
        foreach (var parameter in cell.parameters(recurse: false)) parameter.Dispose();
    }
}
