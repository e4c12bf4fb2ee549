using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Identities of values that are one of two literals, as masks are: what is computed of them is again one of two literals, and a choice by them is one by their condition.</summary>
internal static class Choices
{
    /// <summary>The simpler equivalent of an operation on such values; null where there is none.</summary>
    public static Node? Apply(GraphBuilder b, Operation operation, ReadOnlySpan<Node> operands)
    {
        if (operation == Operation.Select)
        {
            if (IsComparison(operands[0]) && operands[1].Is(1) && operands[2].Is(0)) return operands[0];
            if (operands[0].Operation != Operation.Select || Read(operands[0]) is not var (condition, yes, no) || (yes != 0) == (no != 0)) return null;
            return Identities.Of(b, Operation.Select, condition, operands[yes != 0 ? 1 : 2], operands[yes != 0 ? 2 : 1]);
        }

        if (operation == Operation.Square && Read(operands[0]) is var (chosen, first, second)) return Choose(b, chosen, first * first, second * second);
        if (operation is not (Operation.Subtract or Operation.Less or Operation.LessOrEqual or Operation.Equal)) return null;
        var place = operands[0].Operation == Operation.Constant ? 1 : 0;
        if (operands[1 - place].Operation != Operation.Constant || Read(operands[place]) is not var (by, one, other)) return null;
        var literal = operands[1 - place].Value;
        return Choose(b, by, Of(one), Of(other));

        double Of(double value) => ConstantFolding.Of(operation, place == 0 ? value : literal, place == 0 ? literal : value, 0)!.Value;
    }

    /// <summary>Whether a value is 1 or 0.</summary>
    public static bool IsMask(Node node) => Read(node) is (_, 1, 0) or (_, 0, 1);

    private static Node Choose(GraphBuilder b, Node condition, double yes, double no) => Identities.Of(b, Operation.Select, condition, b.Constant(yes), b.Constant(no));

    private static (Node Condition, double Yes, double No)? Read(Node node)
    {
        if (IsComparison(node)) return (node, 1, 0);
        return node.Operation == Operation.Select && node.Operands[1].Operation == Operation.Constant && node.Operands[2].Operation == Operation.Constant ? (node.Operands[0], node.Operands[1].Value, node.Operands[2].Value) : null;
    }

    private static bool IsComparison(Node node) => node.Operation is Operation.Less or Operation.LessOrEqual or Operation.Equal;
}
