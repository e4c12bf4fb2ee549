using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>A row that a sweep loads from or stores to: its name in the text and the run-time call that gives it.</summary>
/// <param name="Name">The name of the <c>ref</c> variable.</param>
/// <param name="Source">The call on <c>rows</c>.</param>
/// <param name="Depth">In how many loops of the pass it differs; -1 where it is the same for the whole pass.</param>
internal sealed record RowReference(string Name, string Source, int Depth)
{
    /// <summary>Whether it is part of a tensor of rows and has the type that this is stored in; all others have the type that is computed in.</summary>
    public bool IsOfRow { get; init; }

    /// <summary>Whether it is a row of a new tensor, which may be written past the cache.</summary>
    public bool IsResult { get; init; }

    /// <summary>Whether it is a block of a function's values: the place of an element in it is its place in the row, within the block.</summary>
    public bool IsBlock { get; init; }

    /// <summary>Whether its elements lie in the order that vectors of rows have, where rows of tensors are touched: it belongs to the kernel, or is a copy made for it.</summary>
    public bool IsInLanes { get; init; }

    /// <summary>The type of its elements in the text.</summary>
    public string Type => IsOfRow ? "S" : "T";

    /// <summary>Reads a vector of it.</summary>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="beside">The types that say in which order the lanes of vectors stand, in a pass over rows.</param>
    public string Read(string index, string lanes, string beside) => IsOfRow ? $"Simd.Widen<S, T>(ref {Name}, {index}, {lanes})" : $"Simd.Load{Lanes(beside)}(ref {Name}, {Place(index)}, {lanes})";

    /// <summary>Writes a vector to it.</summary>
    /// <param name="index">The element.</param>
    /// <param name="lanes">How many elements.</param>
    /// <param name="beside">As for <see cref="Read"/>.</param>
    /// <param name="value">The vector.</param>
    public string Write(string index, string lanes, string beside, string value) => $"Simd.{(IsResult ? "Narrow<S, T, W>" : IsOfRow ? "Narrow" : "Store" + Lanes(beside))}(ref {Name}, {Place(index)}, {lanes}, {value});";

    /// <summary>A reference to an element of it.</summary>
    public string At(string index) => IsBlock ? "ref " + Name : $"ref Unsafe.Add(ref {Name}, {index})";

    /// <summary>Where a value at hand is loaded from: an input, a total of an earlier pass, scratch.</summary>
    public static RowReference Load(PassContext pass, Node node, int sweep)
    {
        var name = pass.Names.Of(node) + "Row";
        if (pass.Pass.Kept.Contains(node) && (pass.Pass.Sweeps[sweep].Keeps.Contains(node) || SweepPlanner.IsKeptBefore(pass.Pass, sweep, node)))
            return pass.Pass.KeptIn(node) is { } updated ? Store(pass, updated) : Scratch(pass, node);
        // A gradient of elements may be a sum over rows as it stands: its row is another one then.
        if (node.IsReduction && pass.Total(node) is null) return Fold(pass, node);
        if (pass.Total(node) is { } total) return OfPlaces(pass, pass.Program.Targets.Any(t => t.Value == node) ? pass.Names.Of(node) + "Total" : name, "FeatureTotal", total, node.Extent);
        var input = pass.Program.Inputs[node.Index];
        if (input.Kind == KernelInputKind.TotalStatistic) return OfPlaces(pass, name, "SavedFeature", input.Index, node.Extent);
        var isGradient = input.Kind == KernelInputKind.Gradient;
        return input.Extent == pass.Program.Element
            ? OfRow(pass, name, isGradient ? "Gradient" : "Input", input.Index)
            : OfPlaces(pass, name, isGradient ? "GradientFeature" : "Feature", input.Index, input.Extent) with { IsInLanes = !isGradient && (input.Extent & Extent.Row) == 0 };
    }

    /// <summary>The first row that this range has of a tensor.</summary>
    public static RowReference First(PassContext pass, Node tensor) => new(pass.Names.Of(tensor) + "FirstRow", $"rows.Input({pass.Program.Inputs[tensor.Index].Index}, rows.First)", -1) { IsOfRow = true };

    /// <summary>Where an element is kept.</summary>
    private static RowReference Scratch(PassContext pass, Node node)
    {
        var name = pass.Names.Of(node) + "Kept";
        if (pass.Pass.KeptOfChannels.IndexOf(node) is >= 0 and var i) return new(name, $"rows.ChannelScratch({pass.Pass.Scratch.Count() + pass.Pass.LaneFolds.Count()}, {i}, channel)", pass.DepthOf(pass.Program.Element)) { IsInLanes = true };
        return new(name, $"rows.Scratch({pass.Pass.Scratch.ToList().IndexOf(node)})", -1) { IsInLanes = true };
    }

    /// <summary>Where a function of elements is computed.</summary>
    public static RowReference Block(PassContext pass, Node function) => new(pass.Names.Of(function) + "Block", $"rows.Block({pass.BlockOf(function)})", -1) { IsBlock = true, IsInLanes = true };

    /// <summary>The row of scratch that a reduction over parts of the row is folded into.</summary>
    public static RowReference Fold(PassContext pass, Node fold) => new(pass.Names.Of(fold) + "Fold", $"rows.Scratch({FoldSlot(pass, fold)})", -1) { IsInLanes = true };

    /// <summary>The number of that row.</summary>
    public static int FoldSlot(PassContext pass, Node fold) => pass.Pass.Scratch.Count() + pass.Pass.LaneFolds.ToList().IndexOf(fold);

    /// <summary>Where a result is stored.</summary>
    public static RowReference Store(PassContext pass, Target target) => target.Kind switch
    {
        TargetKind.Output or TargetKind.Gradient when target.Extent != pass.Program.Element => OfPlaces(pass, target.Name + "Row", "WrittenFeature", target.Index, target.Extent),
        TargetKind.Output => OfRow(pass, target.Name + "Row", "Output", target.Index) with { IsResult = true },
        TargetKind.Gradient => OfRow(pass, target.Name + "Row", "InputGradient", target.Index) with { IsResult = true },
        _ => OfRow(pass, target.Name + "Row", "Input", target.Index),
    };

    /// <summary>The accumulator of a feature sum; in a pass over features, the place of the value itself.</summary>
    public static RowReference Sum(PassContext pass, Node sum)
    {
        var number = pass.Pass.FirstSum + pass.Pass.Sums.IndexOf(sum);
        var name = pass.Names.Of(sum);
        if (pass.Pass.IsOverFeatures) name += "Total";
        else if (!name.EndsWith("Sum", StringComparison.Ordinal)) name += "Sum";
        return OfPlaces(pass, name, pass.Pass.IsOverFeatures ? "FeatureTotal" : "FeatureSum", number, sum.Extent) with { IsInLanes = !pass.Pass.IsOverFeatures };
    }

    private string Lanes(string beside) => IsInLanes && beside.Length > 0 ? "Lanes" + beside : beside;

    private string Place(string index) => IsBlock ? index + " % Simd.Block" : index;

    private static RowReference OfRow(PassContext pass, string name, string method, int index)
    {
        var element = pass.Program.Element;
        var part = (element & Extent.Channel) != 0 ? ", channel" : (element & Extent.Group) != 0 ? ", group" : "";
        return new(name, $"rows.{method}({index}, row{part})", pass.DepthOf(element)) { IsOfRow = true };
    }

    private static RowReference OfPlaces(PassContext pass, string name, string method, int index, Extent extent)
    {
        var place = pass.Place(extent & ~Extent.Feature);
        return new(name, $"rows.{method}({index}{(place.Length == 0 ? "" : ", " + place)})", pass.DepthOf(extent));
    }
}
