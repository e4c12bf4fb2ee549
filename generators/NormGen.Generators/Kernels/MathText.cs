using System.Globalization;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Writes values the way a paper does, for comments and the debug listing.</summary>
/// <param name="name">The name of a value to print instead of its expression, or null to open it.</param>
internal sealed class MathText(Func<Node, string?> name)
{
    /// <summary>The expression of a node, its own name aside.</summary>
    public string Definition(Node node) => Write(node, open: true).Text;

    /// <summary>The node by name, or its expression.</summary>
    public string Of(Node node) => Write(node, open: false).Text;

    private static string Axis(Node fold) => Folds.Axis(fold.Operation) switch { Extent.Row => "rows", Extent.Channel => "channels", Extent.Group => "groups", _ => "" };

    private (string Text, int Strength) Write(Node node, bool open)
    {
        if (!open && name(node) is { } known) return (known, 9);
        string Operand(int i, int strength)
        {
            var (text, own) = Write(node.Operands[i], open: false);
            return own < strength ? $"({text})" : text;
        }

        string Call(string function) => function + "(" + string.Join(", ", node.Operands.Select(o => Write(o, false).Text)) + ")";
        return node.Operation switch
        {
            Operation.Input => ("in" + node.Index, 9),
            Operation.Constant => (node.Value.ToString("R", CultureInfo.InvariantCulture), node.Value < 0 ? 1 : 9),
            Operation.FeatureCount => ("features", 9),
            Operation.RowCount => ("rows", 9),
            Operation.ChannelCount => ("channels", 9),
            Operation.GroupCount => ("groups", 9),
            Operation.Negate => ("-" + Operand(0, 3), 1),
            Operation.Square => (Operand(0, 9) + "²", 4),
            Operation.Sqrt => ("√" + Operand(0, 9), 4),
            Operation.Rsqrt => ("1/√" + Operand(0, 9), 2),
            Operation.Reciprocal => ("1/" + Operand(0, 4), 2),
            // A sum on the right is added first, in kernels too: rounding can tell.
            Operation.Add => (Operand(0, 1) + " + " + Operand(1, node.Operands[1].Operation is Operation.Add or Operation.Subtract ? 2 : 1), 1),
            Operation.Subtract => (Operand(0, 1) + " - " + Operand(1, 2), 1),
            Operation.Multiply => (Operand(0, 2) + " · " + Operand(1, 3), 2),
            Operation.Divide => (Operand(0, 2) + " / " + Operand(1, 3), 2),
            Operation.Power => (Operand(0, 9) + "^" + Operand(1, 9), 4),
            Operation.Abs => ("|" + Operand(0, 0) + "|", 9),
            Operation.Less => (Operand(0, 1) + " < " + Operand(1, 1), 0),
            Operation.LessOrEqual => (Operand(0, 1) + " ≤ " + Operand(1, 1), 0),
            Operation.Equal => (Operand(0, 1) + " = " + Operand(1, 1), 0),
            Operation.Uniform => ($"uniform({Operand(0, 0)})", 9),
            Operation.Kept => ($"kept({Operand(2, 0)}, {Operand(0, 0)})", 9),
            Operation.SumOverFeatures => ("Σ " + Operand(0, 2), 1),
            Operation.MaxOverFeatures => (Call("max"), 9),
            Operation.MinOverFeatures => (Call("min"), 9),
            Operation.DeviationsOverRows => ($"Σrows ({Operand(0, 1)} - their mean)²", 1),
            _ when node.IsReduction => Folds.Kind(node.Operation) switch
            {
                FoldKind.Sum => ("Σ" + Axis(node) + " " + Operand(0, 2), 1),
                FoldKind.Max => (Call("max" + Axis(node)), 9),
                _ => (Call("min" + Axis(node)), 9),
            },
            _ => (Call(node.Operation.ToString().ToLowerInvariant()), 9),
        };
    }
}
