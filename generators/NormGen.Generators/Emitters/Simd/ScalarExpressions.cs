using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes numbers of a call or of a row as C# over <c>double</c>.</summary>
/// <param name="local">The text of a value that is at hand, or null to open it.</param>
/// <param name="random">The call that gives the random numbers of a place; none where there are only arguments.</param>
internal sealed class ScalarExpressions(Func<Node, string?> local, Func<Node, string>? random = null)
{
    /// <summary>The expression of a node, its own name aside.</summary>
    public string Definition(Node node) => Open(node).Text;

    private CodeText Write(Node node) => local(node) is { } name ? new(name, 9) : Open(node);

    private CodeText Open(Node node)
    {
        string Operand(int i, int strength = 0) => Write(node.Operands[i]).In(strength);
        CodeText Call(string function) => new($"{function}({string.Join(", ", node.Operands.Select(o => Write(o).Text))})", 9);
        return node.Operation switch
        {
            Operation.Constant => new(CodeText.Number(node.Value), node.Value < 0 ? 3 : 9),
            Operation.FeatureCount => new("(double)rows.Features", 3),
            Operation.RowCount => new("(double)rows.RowCount", 3),
            Operation.ChannelCount => new("(double)rows.ChannelsPerGroup", 3),
            Operation.GroupCount => new("(double)rows.Groups", 3),
            Operation.Negate => new("-" + Operand(0, 4), 3),
            Operation.Square => local(node.Operands[0]) is { } name ? new($"{name} * {name}", 2) : new($"Math.Pow({Operand(0)}, 2)", 9),
            Operation.Sqrt => Call("Math.Sqrt"),
            Operation.Rsqrt => new("1 / " + Call("Math.Sqrt").Text, 2),
            Operation.Reciprocal => new("1 / " + Operand(0, 3), 2),
            Operation.Exp => Call("Math.Exp"),
            Operation.Log => Call("Math.Log"),
            Operation.Abs => Call("Math.Abs"),
            Operation.Tanh => Call("Math.Tanh"),
            Operation.Round or Operation.Floor or Operation.Ceiling or Operation.Truncate => Call("Math." + node.Operation),
            Operation.Power => Call("Math.Pow"),
            Operation.Add => new($"{Operand(0, 1)} + {Operand(1, 2)}", 1),
            Operation.Subtract => new($"{Operand(0, 1)} - {Operand(1, 2)}", 1),
            Operation.Multiply => new($"{Operand(0, 2)} * {Operand(1, 3)}", 2),
            Operation.Divide => new($"{Operand(0, 2)} / {Operand(1, 3)}", 2),
            Operation.Uniform or Operation.Kept when random is not null => new($"{random(node)}.{node.Operation}()", 9),
            Operation.Detach => Write(node.Operands[0]),
            _ => Call("Scalars." + node.Operation),
        };
    }
}
