using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>Writes elements as C# over <c>Vector512&lt;T&gt;</c>.</summary>
/// <param name="local">The text of a value that is at hand, or null to open it.</param>
/// <param name="isCompared">Whether a value is compared for equality with itself computed elsewhere: it must then have the same bits however it is grouped, so no multiply-add.</param>
/// <param name="random">The call that draws the random numbers of a node.</param>
internal sealed class VectorExpressions(Func<Node, string?> local, Func<Node, bool> isCompared, Func<Node, string> random)
{
    /// <summary>The expression of a node, its own name aside.</summary>
    public string Definition(Node node) => Open(node).Text;

    /// <summary>The node by name, or its expression.</summary>
    public CodeText Write(Node node) => local(node) is { } name ? new(name, 9) : Open(node);

    /// <summary>A sum into which a value goes, as a fused multiply-add where the value is a product that nothing else names.</summary>
    public string Accumulated(Node value, string sum)
    {
        if (local(value) is null && value.Operation == Operation.Multiply)
            return $"Simd.MultiplyAdd({Write(value.Operands[0]).Text}, {Write(value.Operands[1]).Text}, {sum})";
        if (local(value) is null && value.Operation == Operation.Square && local(value.Operands[0]) is { } name)
            return $"Simd.MultiplyAdd({name}, {name}, {sum})";
        return $"{sum} + {Write(value).In(2)}";
    }

    private CodeText Open(Node node)
    {
        string Operand(int i, int strength = 0) => Write(node.Operands[i]).In(strength);
        CodeText Call() => new($"Simd.{node.Operation}({string.Join(", ", node.Operands.Select(o => Write(o).Text))})", 9);
        return node.Operation switch
        {
            Operation.Constant => new($"Simd.Broadcast<T>({CodeText.Number(node.Value)})", 9),
            Operation.Negate => new("-" + Operand(0, 4), 3),
            Operation.Square => local(node.Operands[0]) is { } name ? new($"{name} * {name}", 2) : new($"Simd.Square({Operand(0)})", 9),
            Operation.Add => Add(node),
            Operation.Subtract => new($"{Operand(0, 1)} - {Operand(1, 2)}", 1),
            Operation.Multiply => new($"{Operand(0, 2)} * {Operand(1, 3)}", 2),
            Operation.Divide => new($"{Operand(0, 2)} / {Operand(1, 3)}", 2),
            Operation.Uniform or Operation.Kept => new(random(node), 9),
            Operation.Detach => Write(node.Operands[0]),
            Operation.Select when local(node.Operands[0]) is null && node.Operands[0].Operation is Operation.Less or Operation.LessOrEqual or Operation.Equal => Chosen(node),
            _ => Call(),
        };
    }

    /// <summary>A choice by a comparison that nothing else needs as a number.</summary>
    private CodeText Chosen(Node node) => new($"Simd.SelectIf{node.Operands[0].Operation}({string.Join(", ", node.Operands[0].Operands.Concat(node.Operands.Skip(1)).Select(o => Write(o).Text))})", 9);

    /// <summary>A sum on the right keeps its brackets: without them a + (b - a) would be (a + b) - a, which is not b when it is rounded.</summary>
    private CodeText Add(Node node)
    {
        var (a, b) = (node.Operands[0], node.Operands[1]);
        if (isCompared(node)) return new($"{Write(a).In(1)} + {Write(b).In(2)}", 1);
        foreach (var (product, other) in new[] { (a, b), (b, a) })
            if (local(product) is null && product.Operation is Operation.Multiply or Operation.Square) return Fused(product, other);
        return new($"{Write(a).In(1)} + {Write(b).In(2)}", 1);
    }

    private CodeText Fused(Node product, Node other)
    {
        var text = Accumulated(product, Write(other).Text);
        return text.StartsWith("Simd.", StringComparison.Ordinal) ? new(text, 9) : new($"{Write(other).In(1)} + {Write(product).In(2)}", 1);
    }
}
