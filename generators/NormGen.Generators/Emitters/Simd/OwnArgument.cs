using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>The argument of a function of elements that the function makes itself, because it is an element of a tensor, multiplied by a number or moved by one.</summary>
/// <param name="Row">Where the elements are.</param>
/// <param name="Factor">What they are multiplied by; null where that is 1.</param>
/// <param name="Shift">What is added; null where that is nothing.</param>
internal sealed record OwnArgument(RowReference Row, string? Factor, string? Shift)
{
    /// <summary>The argument of a layer's function; null where there are several functions, or it is none such.</summary>
    public static OwnArgument? Of(SweepText layer)
    {
        if (layer.Functions.Count != 1 || layer.Loads.Count != 1 || layer.Load(layer.Loads[0]) is not { IsOfRow: true } row) return null;
        var (element, argument) = (layer.Loads[0], layer.Functions[0].Operands[0]);
        if (argument == element) return new(row, null, null);
        if (argument.Operation == Operation.Negate && argument.Operands[0] == element) return new(row, "-1", null);
        if (argument.Operands.Length != 2 || !argument.Operands.Contains(element) || argument.Operands.Count(SweepPlanner.IsLane) != 1) return null;
        var isFirst = argument.Operands[0] == element;
        var number = argument.Operands[isFirst ? 1 : 0];
        return argument.Operation switch
        {
            Operation.Multiply => new(row, layer.Number(number), null),
            Operation.Add => new(row, null, layer.Number(number)),
            Operation.Subtract when isFirst => new(row, null, number.Operation == Operation.Constant ? CodeText.Number(-number.Value) : "-" + layer.Id(number)),
            Operation.Subtract => new(row, "-1", layer.Number(number)),
            _ => null,
        };
    }

    /// <summary>The call that computes the function for the current block.</summary>
    /// <param name="layer">The layer of the function.</param>
    public string Call(SweepText layer)
    {
        var function = layer.Functions[0];
        var named = (Factor is null ? "" : $", factor: {Factor}") + (Shift is null ? "" : $", shift: {Shift}") + (layer.Ahead.Count > 0 ? ", ahead: ahead" : "");
        return $"Simd.{function.Operation}<S, T>(ref {Row.Name}, {layer.Block(function).At("block")}, block, end{named});";
    }
}
