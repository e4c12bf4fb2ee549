using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>A value as a product with its numbers and counts apart: number · features^a · rows^b · f₁^c · f₂^d · .., whatever way it was written in.</summary>
internal sealed class Monomial
{
    // Powers of powers grow without end; beyond this a node counts as a factor of its own.
    private const int LargestExponent = 64;
    private readonly Dictionary<Node, int> factors = new();

    private Monomial()
    {
    }

    /// <summary>The product of the literals.</summary>
    public double Number { get; private set; } = 1;

    /// <summary>The exponent of the length of a row.</summary>
    public int Features { get; private set; }

    /// <summary>The exponent of the number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The other factors, with their exponents.</summary>
    public IReadOnlyDictionary<Node, int> Factors => factors;

    /// <summary>The product of the nodes of a graph, each computed once.</summary>
    public static Monomial Of(Node node, Dictionary<Node, Monomial> known)
    {
        if (known.TryGetValue(node, out var done)) return done;
        var result = new Monomial();
        var fits = node.Operation switch
        {
            Operation.Constant => result.Scale(node.Value),
            Operation.FeatureCount => result.Count(features: 1, rows: 0),
            Operation.RowCount => result.Count(features: 0, rows: 1),
            Operation.Negate => result.Scale(-1) && result.Times(Operand(0), 1),
            Operation.Detach => result.Times(Operand(0), 1),
            Operation.Square => result.Times(Operand(0), 2),
            Operation.Reciprocal => result.Times(Operand(0), -1),
            Operation.Multiply => result.Times(Operand(0), 1) && result.Times(Operand(1), 1),
            Operation.Divide => result.Times(Operand(0), 1) && result.Times(Operand(1), -1),
            _ => false,
        };
        if (!fits)
        {
            result = new Monomial();
            result.factors.Add(node, 1);
        }

        known.Add(node, result);
        return result;

        Monomial Operand(int i) => Of(node.Operands[i], known);
    }

    /// <summary>The product times a number.</summary>
    public Monomial ScaledBy(double number)
    {
        var result = new Monomial();
        result.Times(this, 1);
        result.Scale(number);
        return result;
    }

    private bool Scale(double number)
    {
        Number *= number;
        return true;
    }

    private bool Count(int features, int rows)
    {
        Features += features;
        Rows += rows;
        return Math.Abs(Features) <= LargestExponent && Math.Abs(Rows) <= LargestExponent;
    }

    private bool Times(Monomial other, int exponent)
    {
        Number *= Math.Pow(other.Number, exponent);
        foreach (var factor in other.factors)
        {
            factors.TryGetValue(factor.Key, out var present);
            factors[factor.Key] = present + factor.Value * exponent;
            if (factors[factor.Key] == 0) factors.Remove(factor.Key);
            else if (Math.Abs(factors[factor.Key]) > LargestExponent) return false;
        }

        return Count(other.Features * exponent, other.Rows * exponent);
    }
}
