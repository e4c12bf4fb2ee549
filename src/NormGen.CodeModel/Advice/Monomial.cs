using NormGen.CodeModel.Formulas;

namespace NormGen.CodeModel.Advice;

/// <summary>A value as a product with its literals apart: number · f₁^a · f₂^b · .., whatever way it was written in. Lengths of axes are factors like others. A root is a half power, so that its square is what stands under it; of the sign that a root of a square loses nothing is kept.</summary>
internal sealed class Monomial
{
    // Powers of powers grow without end; beyond this a node counts as a factor of its own.
    private const double LargestExponent = 64;
    private readonly Dictionary<Node, double> factors = new();

    private Monomial()
    {
    }

    /// <summary>The product of the literals.</summary>
    public double Number { get; private set; } = 1;

    /// <summary>The other factors, with their exponents.</summary>
    public IReadOnlyDictionary<Node, double> Factors => factors;

    /// <summary>The product of the nodes of a graph, each computed once.</summary>
    public static Monomial Of(Node node, Dictionary<Node, Monomial> known)
    {
        if (known.TryGetValue(node, out var done)) return done;
        var result = new Monomial();
        var fits = node.Operation switch
        {
            Operation.Constant => result.Scale(node.Value),
            Operation.Negate => result.Scale(-1) && result.Times(Operand(0), 1),
            Operation.Detach => result.Times(Operand(0), 1),
            Operation.Square when node.Operands[0].Operation == Operation.Abs => result.Times(Of(node.Operands[0].Operands[0], known), 2),
            Operation.Square => result.Times(Operand(0), 2),
            Operation.Sqrt => result.Times(Operand(0), 0.5),
            Operation.Rsqrt => result.Times(Operand(0), -0.5),
            Operation.Select when Roots.OfNorm(node) is { } squares => result.Times(Of(squares, known), 0.5),
            Operation.Power when node.Operands[1] is { Operation: Operation.Constant, Value: var exponent } && Math.Abs(exponent) <= LargestExponent => result.Times(Operand(0), exponent),
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

    private bool Times(Monomial other, double exponent)
    {
        Number *= Math.Pow(other.Number, exponent);
        if (double.IsNaN(Number)) return false;
        foreach (var factor in other.factors)
        {
            factors.TryGetValue(factor.Key, out var present);
            factors[factor.Key] = present + factor.Value * exponent;
            if (factors[factor.Key] == 0) factors.Remove(factor.Key);
            else if (Math.Abs(factors[factor.Key]) > LargestExponent) return false;
        }

        return true;
    }
}
