using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>Square roots, of which a norm is one with a branch of its own for zero.</summary>
internal static class Roots
{
    /// <summary>What stands under a root: of √a and of a norm; null for any other value.</summary>
    public static Node? Under(Node node) => node.Operation switch
    {
        Operation.Sqrt => node.Operands[0],
        Operation.Detach => Under(node.Operands[0]),
        _ => OfNorm(node),
    };

    /// <summary>The squares of a norm or of a deviation, as the reader makes it: 0 where they are 0, else their root; null for any other value.</summary>
    public static Node? OfNorm(Node node)
        => node is { Operation: Operation.Select, Operands: [{ Operation: Operation.Equal } condition, { Operation: Operation.Constant, Value: 0 }, { Operation: Operation.Sqrt } root] } && condition.Operands[0] == root.Operands[0]
            ? root.Operands[0]
            : null;
}
