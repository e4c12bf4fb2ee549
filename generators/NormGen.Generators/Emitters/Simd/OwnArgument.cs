using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>The argument of a function of elements that the function makes itself, because it is an element of a tensor, multiplied by a number or moved by one.</summary>
/// <param name="Row">Where the elements are.</param>
/// <param name="Factor">What they are multiplied by; null where that is 1.</param>
/// <param name="Shift">What is added; null where that is nothing.</param>
internal sealed record OwnArgument(RowReference Row, string? Factor, string? Shift)
{
    /// <summary>The argument of a function; null where it is none such.</summary>
    /// <param name="function">The function.</param>
    /// <param name="element">The only element that its argument is made of.</param>
    /// <param name="row">Where that is loaded from.</param>
    /// <param name="text">The text of a number of a row or of the call.</param>
    public static OwnArgument? Of(Node function, Node element, RowReference row, Func<Node, string> text)
    {
        if (!row.IsOfRow) return null;
        var argument = function.Operands[0];
        if (argument == element) return new(row, null, null);
        if (argument.Operation == Operation.Negate && argument.Operands[0] == element) return new(row, "-1", null);
        if (argument.Operands.Length != 2 || !argument.Operands.Contains(element) || argument.Operands.Count(SweepPlanner.IsLane) != 1) return null;
        var isFirst = argument.Operands[0] == element;
        var number = argument.Operands[isFirst ? 1 : 0];
        return argument.Operation switch
        {
            Operation.Multiply => new(row, text(number), null),
            Operation.Add => new(row, null, text(number)),
            Operation.Subtract when isFirst => new(row, null, number.Operation == Operation.Constant ? CodeText.Number(-number.Value) : "-" + text(number)),
            Operation.Subtract => new(row, "-1", text(number)),
            _ => null,
        };
    }

    /// <summary>The call that computes the function for the current block.</summary>
    /// <param name="function">The function.</param>
    /// <param name="values">Where its values go.</param>
    /// <param name="asksAhead">Whether it asks for the row of the next unit.</param>
    public string Call(Operation function, string values, bool asksAhead)
    {
        var named = (Factor is null ? "" : $", factor: {Factor}") + (Shift is null ? "" : $", shift: {Shift}") + (asksAhead ? ", ahead: ahead" : "");
        return $"Simd.{function}<S, T>(ref {Row.Name}, {values}, block, end{named});";
    }
}
