using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>What an element costs, in units of a load or an addition. Coarse on purpose: it decides only between recomputing an element and keeping it in the cache, or reading it back.</summary>
internal static class Cost
{
    /// <summary>Storing an element to scratch and loading it again.</summary>
    public const int OfScratch = 3;

    /// <summary>Reading an element of one more tensor from memory, on all threads.</summary>
    private const int OfTensor = 24;

    /// <summary>What it costs to compute a node again where the nodes of <paramref name="here"/> are at hand.</summary>
    public static int OfAgain(Node node, HashSet<Node> here, Func<Node, bool> isReady)
    {
        var seen = new HashSet<Node>();
        return Visit(node);

        int Visit(Node n)
        {
            if ((n.Extent & Extent.Feature) == 0 || here.Contains(n) || !seen.Add(n)) return 0;
            return isReady(n) ? 1 : OfOperation(n.Operation) + n.Operands.Sum(Visit);
        }
    }

    /// <summary>What the functions among nodes cost, and the tensors that are read.</summary>
    public static int OfElements(IEnumerable<Node> nodes)
        => nodes.Sum(n => ElementFunctions.Contains(n) ? OfOperation(n.Operation) : n.Operation == Operation.Input && n.Extent.IsLarge() ? OfTensor : 0);

    /// <summary>What all elements among nodes cost, loads included.</summary>
    public static int OfLanes(IEnumerable<Node> nodes) => nodes.Sum(n => SweepPlanner.IsLane(n) ? OfOperation(n.Operation) : 0);

    /// <summary>What one operation costs.</summary>
    public static int OfOperation(Operation operation) => operation switch
    {
        Operation.Detach => 0,
        Operation.Sqrt or Operation.Divide or Operation.Reciprocal => 6,
        Operation.Rsqrt => 12,
        Operation.Exp or Operation.Log or Operation.Sigmoid => 20,
        Operation.Uniform or Operation.Kept => 30,
        Operation.Tanh or Operation.Erf or Operation.Power => 40,
        _ => 1,
    };
}
