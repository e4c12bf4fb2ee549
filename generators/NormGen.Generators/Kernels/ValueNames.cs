using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Kernels;

/// <summary>Names for the values of a kernel by what they are (mean, variance, rstd), so that generated code reads like the textbook. Stable: they depend on the graph alone.</summary>
internal sealed class ValueNames
{
    private static readonly string[] Reserved = ["rows", "row", "inverseSeen", "seenWeight", "pass", "features", "whole", "width", "lanes", "i", "group", "channel", "unit", "start", "stop", "block", "end", "ahead"];

    /// <summary>What is appended to the name of a value where its row, its scratch or its vector is meant: no value may have such a name of another one.</summary>
    private static readonly string[] Suffixes = ["Row", "Kept", "Block", "Fold", "Lanes", "Random", "OfUnits"];
    private readonly Dictionary<Node, string> names = [];
    private readonly Dictionary<Node, string> identifiers = [];
    private readonly HashSet<string> taken = [.. Reserved];
    private readonly bool saysSubject;

    private ValueNames(bool saysSubject) => this.saysSubject = saysSubject;

    /// <summary>Names for the values of a formula.</summary>
    public static ValueNames Of(FormulaGraph graph)
    {
        var result = new ValueNames(graph.Inputs.Count(i => i.IsTensor && i.Extent.IsLarge()) > 1 && !graph.IsUpdate);
        foreach (var node in Arithmetic.Reachable(graph.Outputs.Select(o => o.Value)).Where(n => n.Operation == Operation.Input))
            result.Take(node, graph.Inputs[node.Index].Name);
        foreach (var output in graph.Results) result.Take(output.Value, ResultNames.Of(graph, output.Name));
        return result;
    }

    /// <summary>Names for the values of a program: its inputs and targets keep theirs.</summary>
    public static ValueNames Of(KernelProgram program)
    {
        var result = new ValueNames(program.Inputs.Count(i => i.Kind == KernelInputKind.Tensor && i.Extent.IsLarge()) > 1 && program.Name != "Update");
        foreach (var input in program.Inputs) result.taken.Add(input.Name);
        foreach (var node in Arithmetic.Reachable(program.Targets.Select(t => t.Value)).Where(n => n.Operation == Operation.Input))
            if (Reserved.Contains(program.Inputs[node.Index].Name) || program.Inputs.Any(i => Suffixes.Any(s => i.Name + s == program.Inputs[node.Index].Name))) result.Take(node, program.Inputs[node.Index].Name + "Value");
            else result.names[node] = program.Inputs[node.Index].Name;
        foreach (var target in program.Targets)
            result.Take(target.Value, target.Kind == TargetKind.Update ? "new" + Capital(target.Name) : target.Name);
        return result;
    }

    /// <summary>The name of a value, without the escape that a keyword needs.</summary>
    public string Of(Node node)
    {
        if (names.TryGetValue(node, out var name)) return name;
        var (noun, subject) = Describe(node);
        if (saysSubject && subject is not null && (node.Extent & Extent.Feature) == 0) noun += Capital(Subject(subject));
        return Take(node, noun);
    }

    /// <summary>The name as an identifier of C#.</summary>
    public string Identifier(Node node) => identifiers.TryGetValue(node, out var known) ? known : identifiers[node] = Escape(Of(node));

    /// <summary>An identifier that may be a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>The name with a capital letter.</summary>
    public static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    private string Take(Node node, string wish)
    {
        if (names.TryGetValue(node, out var known)) return known;
        var name = wish;
        for (var i = 2; !IsFree(name); i++) name = wish + i;
        taken.Add(name);
        return names[node] = name;
    }

    private bool IsFree(string name)
    {
        if (taken.Contains(name)) return false;
        foreach (var suffix in Suffixes)
        {
            if (taken.Contains(name + suffix)) return false;
            if (name.EndsWith(suffix, StringComparison.Ordinal) && name.Substring(0, name.Length - suffix.Length) is var stem && taken.Contains(stem) && !Reserved.Contains(stem)) return false;
        }

        return true;
    }

    private string Subject(Node node)
    {
        while (!names.ContainsKey(node) && node.Operands.Length > 0) node = node.Operands[0];
        return names.TryGetValue(node, out var name) ? name : "";
    }

    private (string Noun, Node? Subject) Describe(Node node)
    {
        var a = node.Operands.Length > 0 ? node.Operands[0] : null!;
        switch (node.Operation)
        {
            case Operation.Constant: return ("constant", null);
            case Operation.FeatureCount: return ("featureCount", null);
            case Operation.RowCount: return ("rowCount", null);
            case Operation.ChannelCount: return ("channelCount", null);
            case Operation.GroupCount: return ("groupCount", null);
            case Operation.SumOverFeatures when a.Operation == Operation.Square: return (IsCentred(a.Operands[0]) ? "squaredDeviations" : "sumOfSquares", a);
            case Operation.SumOverFeatures: return a.Operation == Operation.Multiply ? ("dot", null) : ("sum", a);
            case Operation.SumOverRows: return ((node.Extent & Extent.Feature) != 0 ? "columnSum" : a.IsReduction ? Describe(a).Noun + "OfRows" : "sumOfRows", a);
            case Operation.DeviationsOverRows: return ("columnDeviations", a);
            case Operation.SumOverChannels or Operation.SumOverGroups: return ((Folds.Axis(node.Operation) == Extent.Channel ? "group" : "sample") + Capital(Describe(Innermost(a)).Noun), a);
            case Operation.MaxOverFeatures: return ("largest", a);
            case Operation.MinOverFeatures: return ("smallest", a);
            case Operation.Rsqrt when IsNumber(node): return (Moment(a) is "meanSquare" or "variance" ? "rstd" : "inverseRoot", a);
            case Operation.Sqrt when IsNumber(node): return (Moment(a) switch { "meanSquare" => "rms", "variance" => "deviation", _ => "norm" }, a);
            case Operation.Subtract when IsCentred(node): return ("centred", a);
            case Operation.Reciprocal when a.Operation == Operation.FeatureCount: return ("inverseFeatures", null);
            case Operation.Reciprocal: return ("inverse" + Capital(Of(a)), null);
            case Operation.Multiply when (node.Extent & Extent.Feature) == 0: return Moment(node) is { } moment ? (moment, a) : (node.Extent == Extent.Scalar ? "factor" : "coefficient", null);
            case Operation.Multiply when IsCentred(a) || (a.Operation == Operation.Input && node.Operands[1].Extent == Extent.Row): return ("normalized", a);
            case Operation.Multiply when a.Operation == Operation.Input && node.Operands[1].Operation == Operation.Input: return (Of(a) + Capital(Of(node.Operands[1])), a);
            case Operation.Multiply: return ("product", a);
            case Operation.Square when a.Operation == Operation.Input: return (Of(a) + "Squared", a);
            case Operation.Square: return ("squared", a);
            case Operation.Add: return ("total", a);
            case Operation.Subtract when node.Extent == Extent.Scalar && a.Is(1): return ("oneMinus" + string.Concat(Leaves(node.Operands[1]).Select(Capital)), null);
            case Operation.Subtract: return ("difference", a);
            case Operation.Divide: return ("ratio", a);
            case Operation.Select: return ("chosen", node.Operands[1]);
            case Operation.Less or Operation.LessOrEqual or Operation.Equal: return ("is" + node.Operation, a);
            default:
                if (node.IsReduction) return (Folds.Kind(node.Operation) == FoldKind.Max ? "largest" : "smallest", a);
                return (char.ToLowerInvariant(node.Operation.ToString()[0]) + node.Operation.ToString().Substring(1), a);
        }
    }

    private static Node Innermost(Node fold)
    {
        while (fold.IsReduction && fold.Operands[0].IsReduction) fold = fold.Operands[0];
        return fold;
    }

    /// <summary>The names of the numbers below a node, underscores left out.</summary>
    private IEnumerable<string> Leaves(Node node) => Arithmetic.Reachable([node]).Where(n => n.Operation == Operation.Input).Select(n => string.Concat(Of(n).Split('_').Select(Capital)));

    /// <summary>A number of a row, a group or a channel.</summary>
    private static bool IsNumber(Node node) => node.Extent != Extent.Scalar && (node.Extent & Extent.Feature) == 0;

    /// <summary>The name of a mean, if the node (without the eps added to it) is one.</summary>
    private static string? Moment(Node node)
    {
        if (node.Operation is Operation.Add or Operation.Maximum && node.Operands[1].Extent == Extent.Scalar) node = node.Operands[0];
        if (node.Operation is not (Operation.Multiply or Operation.Divide) || !node.Operands[0].IsReduction || Folds.Kind(node.Operands[0].Operation) != FoldKind.Sum) return null;
        var by = node.Operands[1];
        if (by.Operation == Operation.Reciprocal) by = by.Operands[0];
        if (!IsCount(by)) return null;
        if (node.Operands[0].Operation == Operation.DeviationsOverRows) return "variance";
        var a = Innermost(node.Operands[0]).Operands[0];
        return a.Operation != Operation.Square ? "mean" : IsCentred(a.Operands[0]) ? "variance" : "meanSquare";

        static bool IsCount(Node n) => Folds.IsCount(n.Operation) || (n.Operation == Operation.Multiply && n.Operands.All(IsCount));
    }

    private static bool IsCentred(Node node)
        => node.Operation == Operation.Subtract && node.Extent.IsLarge() && IsNumber(node.Operands[1]) && Moment(node.Operands[1]) == "mean";
}
