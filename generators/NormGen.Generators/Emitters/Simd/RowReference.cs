using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>A row that a sweep loads from or stores to: its name in the text and the run-time call that gives it.</summary>
/// <param name="Name">The name of the <c>ref</c> variable.</param>
/// <param name="Source">The call on <c>rows</c>.</param>
/// <param name="IsOfRow">Whether it differs from row to row: such rows are part of a tensor and have the type that it is stored in; all others have the type that is computed in.</param>
internal sealed record RowReference(string Name, string Source, bool IsOfRow)
{
    /// <summary>Whether it is a row of a new tensor, which may be written past the cache.</summary>
    public bool IsResult { get; init; }

    /// <summary>The type of its elements in the text.</summary>
    public string Type => IsOfRow ? "S" : "T";

    /// <summary>Reads a vector of it.</summary>
    public string Read(string index, string lanes) => IsOfRow ? $"Simd.Widen<S, T>(ref {Name}, {index}, {lanes})" : $"Simd.Load(ref {Name}, {index}, {lanes})";

    /// <summary>Writes a vector to it.</summary>
    public string Write(string index, string lanes, string value) => $"Simd.{(IsResult ? "Narrow<S, T, W>" : IsOfRow ? "Narrow" : "Store")}(ref {Name}, {index}, {lanes}, {value});";

    /// <summary>Where a value at hand is loaded from: an input, a total of an earlier pass, scratch.</summary>
    public static RowReference Load(PassContext pass, Node node)
    {
        var name = pass.Names.Of(node) + "Row";
        if (pass.Pass.Kept.Contains(node))
            return pass.Pass.KeptIn(node) is { } updated ? Store(updated) : new(pass.Names.Of(node) + "Kept", $"rows.Scratch({pass.Pass.Scratch.ToList().IndexOf(node)})", false);
        if (pass.Total(node) is { } total) return new(name, $"rows.FeatureTotal({total})", false);
        var input = pass.Program.Inputs[node.Index];
        return input.Kind switch
        {
            KernelInputKind.Gradient => new(name, $"rows.Gradient({input.Index}, row)", true),
            KernelInputKind.FeatureStatistic => new(name, $"rows.SavedFeature({input.Index})", false),
            _ when input.Extent == Extent.Feature => new(name, $"rows.Feature({input.Index})", false),
            _ => new(name, $"rows.Input({input.Index}, row)", true),
        };
    }

    /// <summary>Where a result is stored.</summary>
    public static RowReference Store(Target target) => target.Kind switch
    {
        TargetKind.Output => new(target.Name + "Row", $"rows.Output({target.Index}, row)", true) { IsResult = true },
        TargetKind.InputGradient => new(target.Name + "Row", $"rows.InputGradient({target.Index}, row)", true) { IsResult = true },
        _ => new(target.Name + "Row", $"rows.Input({target.Index}, row)", true),
    };

    /// <summary>The accumulator of a feature sum; in a pass over features, the place of the value itself.</summary>
    public static RowReference Sum(PassContext pass, Node sum)
    {
        var number = pass.Pass.FirstSum + pass.Pass.Sums.IndexOf(sum);
        var name = pass.Names.Of(sum);
        if (pass.Pass.IsOverFeatures) name += "Total";
        else if (!name.EndsWith("Sum", StringComparison.Ordinal)) name += "Sum";
        return new(name, pass.Pass.IsOverFeatures ? $"rows.FeatureTotal({number})" : $"rows.FeatureSum({number})", false);
    }
}
