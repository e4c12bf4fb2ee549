using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Random numbers by seed and place: <c>CounterRandom.uniform_like</c> and <c>CounterRandom.dropout</c>.</content>
internal sealed partial class BodyReader
{
    /// <summary>Integers from here on are not all doubles, as which numbers travel to a kernel.</summary>
    private const double SeedLimit = 1L << 53;

    private FormulaValue RandomCall(CallTerm call)
    {
        var arguments = call.Arguments.Where(a => a.Parameter is not null).ToDictionary(a => a.Parameter!.Name, a => (Value: Read(a.Value), At: a.Value));
        if (arguments.Values.Any(a => a.Value == FormulaValue.Unknown)) return FormulaValue.Unknown;
        if (!arguments.TryGetValue("x", out var x) || !arguments.TryGetValue("seed", out var seed) || x.Value is not TensorValue { IsMask: false } tensor) return NotPartOfAFormula(call);
        if (SeedOf(seed.Value, seed.At) is not { } seedNode || PlacesOf(tensor.Shape, call) is not { } places) return FormulaValue.Unknown;
        switch (call.TargetMethod.Name)
        {
            case "uniform_like":
                return tensor with { Node = math.Of(Operation.Uniform, seedNode, places) };
            case "dropout" when arguments.TryGetValue("p", out var p) && p.Value is NumberValue { Node: var probability }:
                return ProbabilityOf(probability, p.At) ? tensor with { Node = math.Dropout(tensor.Node, probability, seedNode, places) } : FormulaValue.Unknown;
            default:
                return NotPartOfAFormula(call);
        }
    }

    /// <summary>A seed, which is checked before the kernel runs and so must follow from parameters alone.</summary>
    private Node? SeedOf(FormulaValue seed, Term at)
    {
        if (seed is not NumberValue { Node: var node } || !IsMadeOf(node, o => o is Operation.Input or Operation.Constant or Operation.Negate or Operation.Add or Operation.Subtract or Operation.Multiply))
        {
            complaints.Add(ComplaintKind.NotFusable, at, "a seed is checked before the kernel runs, and so made of long parameters and literals by +, - and *", "a long parameter of the formula");
            return null;
        }

        if (node.Operation != Operation.Constant || Math.Abs(node.Value) < SeedLimit) return node;
        complaints.Add(ComplaintKind.NotFusable, at, "a seed lies between -2^53 and 2^53, where every integer is a double");
        return null;
    }

    private bool ProbabilityOf(Node p, Term at)
    {
        if (!IsMadeOf(p, o => !Folds.IsCount(o))) complaints.Add(ComplaintKind.NotFusable, at, "a probability is checked before the kernel runs, when no tensor's size is known", "a double parameter of the formula");
        else if (p.Operation == Operation.Constant && p.Value is not (>= 0 and <= 1)) complaints.Add(ComplaintKind.NotFusable, at, "a probability lies between 0 and 1");
        else return true;
        return false;
    }

    /// <summary>The extent that places are counted over, as a literal; null where eager code counts in another order than a kernel.</summary>
    private Node? PlacesOf(TensorShape shape, CallTerm call)
    {
        var isInOrder = AtomsOf(shape.Dimensions).SequenceEqual(AtomsOf(layout.ShapeOver(shape.Axes).Dimensions));
        var isPartOfGroups = layout is { HasGroups: true, HasChannels: true } && (shape.Axes & (Extent.Group | Extent.Channel)) == Extent.Channel;
        if (isInOrder && !isPartOfGroups) return math.Number((int)shape.Axes);
        complaints.Add(ComplaintKind.Shape, call, $"the places of shape {shape} lie in another order than those of {layout.Element}");
        return null;
    }

    private static bool IsMadeOf(Node node, Func<Operation, bool> isAllowed)
    {
        var seen = new HashSet<Node>();
        return Visit(node);

        bool Visit(Node n) => !seen.Add(n) || (isAllowed(n.Operation) && n.Operands.All(Visit));
    }
}
