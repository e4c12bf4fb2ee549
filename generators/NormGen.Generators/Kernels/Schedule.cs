using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>A program in the order of its execution: passes over the tensor, sweeps over a row.</summary>
/// <param name="Program">What is scheduled.</param>
/// <param name="Passes">The passes, in order.</param>
internal sealed record Schedule(KernelProgram Program, List<Pass> Passes)
{
    /// <summary>Whether every element stands alone, so that tensors may be cut anywhere: nothing is folded, nothing counted along an axis.</summary>
    public bool IsPointwise => Passes.Count == 1 && Arithmetic.Reachable(Program.Targets.Select(t => t.Value)).All(n => n.Extent is Extent.Element or Extent.Scalar && !Folds.IsCount(n.Operation)) && Program.Targets.All(t => t.IsStore);

    /// <summary>What is computed in any case. The rest serves gradients of parameters alone: small tensors without rows, whose gradients are sums over all rows.</summary>
    public HashSet<Node> Always { get; } = [.. Arithmetic.Reachable(Program.Targets.Where(t => t.Kind != TargetKind.Gradient || !t.IsTotal).Select(t => t.Value))];

    /// <summary>The rows of scratch a thread needs.</summary>
    public int ScratchRows => Passes.Max(p => p.Scratch.Count() + p.LaneFolds.Count());

    /// <summary>The numbers of each part of a row that passes carry to later ones.</summary>
    public int CarriedNumbers => Passes.Sum(p => p.Carries.Count);

    /// <summary>The rows of scratch it needs for each channel of a group, behind those.</summary>
    public int ChannelScratchRows => Passes.Max(p => p.KeptOfChannels.Count);
}

/// <summary>One pass over all rows, or over the features of the sums that earlier passes left.</summary>
internal sealed class Pass
{
    /// <summary>Whether it runs once over per-feature values, not over rows.</summary>
    public bool IsOverFeatures { get; init; }

    /// <summary>The loops over the parts of a row, the outermost first. A part that needs no other is a unit of its own, as rows are, and has no loop.</summary>
    public List<Extent> Loops { get; } = [];

    /// <summary>The axes that a unit of the pass has one place in: rows, with the parts of a row that are units of their own.</summary>
    public Extent Unit { get; set; }

    /// <summary>Reductions of numbers along the loops.</summary>
    public List<Node> Folds { get; } = [];

    /// <summary>The number of its first feature sum.</summary>
    public int FirstSum { get; set; }

    /// <summary>The sums it owns: sums over rows, or per-feature values made of earlier sums.</summary>
    public List<Node> Sums { get; } = [];

    /// <summary>Bit i: sum i is of squared deviations from the mean that the sum before it leaves.</summary>
    public ulong Deviations => IsOverFeatures ? 0 : Sums.Select((s, i) => s.Operation == Operation.DeviationsOverRows ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);

    /// <summary>The numbers of a row that it carries to later passes.</summary>
    public List<Node> Carries { get; } = [];

    /// <summary>The sweeps over a row.</summary>
    public List<Sweep> Sweeps { get; } = [];

    /// <summary>Elements kept between sweeps.</summary>
    public List<Node> Kept { get; } = [];

    /// <summary>Those of them that a later loop over the channels of a group needs, and which are kept for each channel.</summary>
    public List<Node> KeptOfChannels { get; } = [];

    /// <summary>The kept elements that need a row of scratch; the others are kept for each channel, or are the new values of a tensor updated in place, and are read from there.</summary>
    public IEnumerable<Node> Scratch => Kept.Where(n => KeptIn(n) is null && !KeptOfChannels.Contains(n));

    /// <summary>The reductions over the parts of a row that leave a number a feature; their rows of scratch lie behind those of kept elements.</summary>
    public IEnumerable<Node> LaneFolds => Sweeps.SelectMany(s => s.LaneFolds);

    /// <summary>The updated tensor that holds a kept element, if one does from its sweep on.</summary>
    public Target? KeptIn(Node node)
        => Sweeps.Where(s => s.Keeps.Contains(node)).SelectMany(s => s.Stores).FirstOrDefault(s => s.Kind == TargetKind.Update && s.Value == node);

    /// <summary>The numbers of rows it delivers: statistics, results, gradients.</summary>
    public List<Target> RowNumbers { get; } = [];
}

/// <summary>One sweep over a row: everything here is computed in one loop over its elements.</summary>
internal sealed class Sweep
{
    /// <summary>When it runs.</summary>
    public Stage Stage { get; init; }

    /// <summary>In how many loops over parts of the row it stands.</summary>
    public int Depth { get; init; }

    /// <summary>Reductions over the features whose results are known after this sweep.</summary>
    public List<Node> Reductions { get; } = [];

    /// <summary>Rows written element by element.</summary>
    public List<Target> Stores { get; } = [];

    /// <summary>Feature sums that this row is added to; in a pass over features, per-feature values written.</summary>
    public List<Node> Sums { get; } = [];

    /// <summary>Elements written to scratch for later sweeps.</summary>
    public List<Node> Keeps { get; } = [];

    /// <summary>Reductions over the parts of a row that leave a number a feature: this part is folded into a row of scratch.</summary>
    public List<Node> LaneFolds { get; } = [];

    /// <summary>The inputs of the program that it loads elements of, by their places.</summary>
    public HashSet<int> Reads { get; } = [];

    /// <summary>Every element value the loop asks for.</summary>
    /// <param name="overFeatures">Whether the pass is over features.</param>
    /// <param name="kept">What it stores to scratch itself; all that it keeps by default.</param>
    public IEnumerable<Node> Roots(bool overFeatures, IEnumerable<Node>? kept = null)
        => Reductions.Select(r => r.Operands[0]).Concat(Stores.Select(s => s.Value)).Concat(Sums.Select(s => overFeatures ? s : s.Operands[0])).Concat(kept ?? Keeps).Concat(LaneFolds.Select(f => f.Operands[0]));
}
