using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>
/// Groups the products of elements in a derivative so that factors which several of them have in common are multiplied once: the pair that most products have becomes one factor of all of them, then the next. What is compared
/// keeps its order, and all does where nothing is saved.
/// </summary>
internal sealed class SharedProducts
{
    private readonly GraphBuilder builder;
    private readonly HashSet<Node> fixedOrder;
    private readonly Dictionary<Node, Node> regrouped = [];
    private readonly Dictionary<Node, Node> done = [];

    private SharedProducts(GraphBuilder builder, List<Node> nodes)
    {
        this.builder = builder;
        fixedOrder = [.. Arithmetic.Reachable(nodes.Where(n => n.Operation is Operation.Equal or Operation.Less or Operation.LessOrEqual or Operation.Maximum or Operation.Minimum || (n.IsReduction && Folds.Kind(n.Operation) != FoldKind.Sum)).SelectMany(n => n.Operands))];
    }

    /// <summary>The program with fewer products, or as it is.</summary>
    public static KernelProgram Group(GraphBuilder builder, KernelProgram program)
    {
        var nodes = Arithmetic.Reachable(program.Targets.Select(t => t.Value));
        var shared = new SharedProducts(builder, nodes);
        shared.Regroup(shared.Whole(nodes, program));
        var grouped = program with { Targets = [.. program.Targets.Select(t => t with { Value = shared.Visit(t.Value) })] };
        return Arithmetic.Reachable(grouped.Targets.Select(t => t.Value)).Count(shared.IsProduct) < nodes.Count(shared.IsProduct) ? grouped : program;
    }

    private bool IsProduct(Node node) => node.Operation == Operation.Multiply && node.Operands.All(o => o.Extent.IsLarge()) && !fixedOrder.Contains(node);

    /// <summary>The products that are no factor of another, with their factors.</summary>
    private List<(Node Product, List<Node> Factors)> Whole(List<Node> nodes, KernelProgram program)
    {
        HashSet<Node> used = [.. nodes.Where(n => !IsProduct(n)).SelectMany(n => n.Operands), .. program.Targets.Select(t => t.Value)];
        return [.. nodes.Where(n => IsProduct(n) && used.Contains(n)).Select(n => (n, Factors(n).ToList()))];
    }

    private IEnumerable<Node> Factors(Node node) => IsProduct(node) ? node.Operands.SelectMany(Factors) : [node];

    private void Regroup(List<(Node Product, List<Node> Factors)> products)
    {
        while (MostCommon(products) is var (a, b))
        {
            var pair = Identities.Of(builder, Operation.Multiply, a, b);
            foreach (var (_, factors) in products.Where(p => Has(p.Factors, a, b)))
            {
                factors.Remove(a);
                factors.Remove(b);
                factors.Add(pair);
            }
        }

        foreach (var (product, factors) in products) regrouped[product] = factors.Aggregate((a, b) => Identities.Of(builder, Operation.Multiply, a, b));
    }

    private static (Node A, Node B)? MostCommon(List<(Node Product, List<Node> Factors)> products)
    {
        var pairs = products.SelectMany(p => Pairs(p.Factors)).GroupBy(p => p).Where(g => g.Count() > 1).OrderByDescending(g => g.Count()).ThenBy(g => g.Key.A.Id).ThenBy(g => g.Key.B.Id).ToList();
        return pairs.Count == 0 ? null : pairs[0].Key;
    }

    private static IEnumerable<(Node A, Node B)> Pairs(List<Node> factors)
        => factors.SelectMany((a, i) => factors.Skip(i + 1).Select(b => a.Id <= b.Id ? (a, b) : (b, a))).Distinct();

    private static bool Has(List<Node> factors, Node a, Node b) => a == b ? factors.Count(f => f == a) > 1 : factors.Contains(a) && factors.Contains(b);

    private Node Visit(Node node)
    {
        if (node.Operands.IsEmpty || fixedOrder.Contains(node)) return node;
        if (done.TryGetValue(node, out var known)) return known;
        if (regrouped.TryGetValue(node, out var other) && other != node) return done[node] = Visit(other);
        return done[node] = builder.Apply(node.Operation, node.Operands.Select(Visit).ToArray());
    }
}
