using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Puts a program in order: which pass delivers what, and (by <see cref="SweepPlanner"/>) which sweep of the pass.</summary>
internal sealed class Scheduler
{
    private readonly KernelProgram program;
    private readonly Phases phases;
    private readonly Dictionary<Target, int> delivery = [];
    private readonly Dictionary<int, HashSet<Node>> carries = [];

    private Scheduler(KernelProgram program)
    {
        this.program = program;
        phases = new(program.Targets.Select(t => t.Value));
    }

    /// <summary>The schedule of a program.</summary>
    public static Schedule Run(KernelProgram program) => new Scheduler(program).Run();

    private Schedule Run()
    {
        foreach (var target in program.Targets)
        {
            var phase = phases.Of(target.Value);
            delivery[target] = target.IsTotal ? Math.Max(phase, phases.First + 1) : Math.Max(Phases.Rows(phase), phases.First);
        }

        // An updated tensor is overwritten in the last pass that reads it; moving a store can make its pass read more, so this is repeated.
        Dictionary<int, HashSet<Node>> demands;
        do demands = Demands();
        while (MoveStores(demands) || Carry(demands));

        var last = Math.Max(delivery.Count == 0 ? 0 : delivery.Where(d => !d.Key.IsTotal).Select(d => d.Value).DefaultIfEmpty(0).Max(), demands.Keys.DefaultIfEmpty(0).Max());
        var passes = new List<Pass>();
        for (var (i, firstSum) = (Math.Max(phases.First - 1, 0), 0); i <= last; i++)
        {
            var stores = program.Targets.Where(t => !t.IsTotal && delivery[t] == i);
            var sums = demands.TryGetValue(i, out var demanded) ? demanded.OrderBy(n => n.Operation == Operation.DeviationsOverRows ? n.Operands[1].Id : n.Id).ThenBy(n => n.Id).ToList() : [];
            var pass = new SweepPlanner(program, phases, i, [.. stores], sums, carries.TryGetValue(i, out var carried) ? [.. carried.OrderBy(n => n.Id)] : []).Run();
            pass.FirstSum = firstSum;
            firstSum += sums.Count;
            passes.Add(pass);
        }

        // A pass over features that has nothing to do (its sums are read as they are) is left out.
        passes.RemoveAll(p => p.IsOverFeatures && p.Sums.Count == 0);
        return new Schedule(program, passes);
    }

    /// <summary>For each pass the values that later passes, the per-feature gradients and what is saved of them want from it.</summary>
    private Dictionary<int, HashSet<Node>> Demands()
    {
        var demands = new Dictionary<int, HashSet<Node>>();
        carries.Clear();
        foreach (var target in program.Targets.Where(t => t.IsTotal)) Demand(target.Value);
        for (var pass = Math.Max(delivery.Values.DefaultIfEmpty(0).Max(), demands.Keys.DefaultIfEmpty(0).Max()); pass >= 0; pass--)
            foreach (var node in Ready(pass, demands)) Demand(node);
        return demands;

        void Demand(Node node)
        {
            var (wanted, owner) = phases.Carried.Contains(node) ? (carries, phases.Of(node)) : (demands, node.Operands.IsEmpty || phases.Of(node) == 0 ? phases.First + 1 : phases.Owner(node));
            if (!wanted.TryGetValue(owner, out var nodes)) wanted[owner] = nodes = [];
            nodes.Add(node);
            if (node.Operation == Operation.DeviationsOverRows) nodes.Add(node.Operands[1]);
        }
    }

    /// <summary>What a pass finds ready and uses, other than inputs and literals.</summary>
    private List<Node> Ready(int pass, Dictionary<int, HashSet<Node>> demands)
        => [.. Used(pass, demands).Where(n => !n.Operands.IsEmpty && phases.IsReady(n, pass))];

    private HashSet<Node> Used(int pass, Dictionary<int, HashSet<Node>> demands)
    {
        var seen = new HashSet<Node>();
        foreach (var target in program.Targets)
            if (!target.IsTotal && delivery[target] == pass) Visit(target.Value);
        if (demands.TryGetValue(pass, out var sums))
            foreach (var sum in sums) Visit((pass & 1) == 0 ? sum.Operands[0] : sum);
        if (carries.TryGetValue(pass, out var carried))
            foreach (var number in carried) Visit(number);
        return seen;

        void Visit(Node node) => Collect(node, pass, seen);
    }

    /// <summary>Finds numbers of a row that a pass would need a sweep for, and that an earlier one can find among what it reads anyway.</summary>
    private bool Carry(Dictionary<int, HashSet<Node>> demands)
    {
        var last = delivery.Values.DefaultIfEmpty(0).Max();
        var before = phases.Carried.Count;
        for (var pass = phases.First + 2; pass <= last; pass += 2)
        {
            foreach (var number in Used(pass, demands).Where(n => n.IsReduction && !Phases.IsOverRows(n) && !SweepPlanner.IsLane(n) && (n.Extent & Extent.Row) != 0).ToList())
            {
                var own = phases.Of(number);
                if (own < pass && Tensors(Collect(number, own, [])).IsSubsetOf(Tensors(Used(own, demands)))) phases.Carried.Add(number);
            }
        }

        return phases.Carried.Count > before;

        HashSet<Node> Tensors(IEnumerable<Node> nodes) => [.. nodes.Where(n => n.Operation == Operation.Input && n.Extent.IsLarge())];
    }

    /// <summary>Adds a node and what a pass needs to compute it.</summary>
    private HashSet<Node> Collect(Node node, int pass, HashSet<Node> seen)
    {
        if (!seen.Add(node) || phases.IsReady(node, pass)) return seen;
        foreach (var operand in node.Operands) Collect(operand, pass, seen);
        return seen;
    }

    private bool MoveStores(Dictionary<int, HashSet<Node>> demands)
    {
        var moved = false;
        var last = delivery.Values.DefaultIfEmpty(0).Max();
        foreach (var target in program.Targets.Where(t => t.Overwrites is not null))
        {
            // Squared deviations look at the first row again when their pass has ended.
            while (demands.TryGetValue(delivery[target], out var sums) && !target.IsTotal && sums.Any(s => s.Operation == Operation.DeviationsOverRows && IsOverwritten(s.Operands[0], target)))
            {
                delivery[target] += 2;
                moved = true;
            }

            for (var pass = last; pass > delivery[target]; pass--)
            {
                if (!Used(pass, demands).Any(n => IsOverwritten(n, target) && !target.IsTotal)) continue;
                delivery[target] = Phases.Rows(pass);
                moved = true;
            }
        }

        return moved;

        bool IsOverwritten(Node node, Target by) => node.Operation == Operation.Input && program.Inputs[node.Index].IsOverwrittenBy(by);
    }
}
