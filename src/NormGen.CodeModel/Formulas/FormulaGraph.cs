using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>A whole formula: inputs, outputs and the expressions between them. Not a pipeline value (it is compared by reference): pipelines carry its serialized form.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Inputs">The parameters, in declaration order.</param>
/// <param name="Outputs">The results, in order; for an update, one for each updated input, by its name.</param>
public sealed record FormulaGraph(string Name, ImmutableArray<FormulaInput> Inputs, ImmutableArray<FormulaOutput> Outputs)
{
    /// <summary>Whether it overwrites inputs instead of returning results.</summary>
    public bool IsUpdate => Inputs.Any(i => i.IsUpdated);

    /// <summary>Whether it speaks of rows as one dimension: its tensors must be matrices <c>[rows, features]</c>. Other formulas take rows of any number of dimensions, <c>[.., features]</c>.</summary>
    public bool IsMatrix => Outputs.Any(o => SpeaksOfRows(o.Value, []));

    private static bool SpeaksOfRows(Node node, HashSet<Node> seen)
        => seen.Add(node) && (node.Operation is Operation.SumOverRows or Operation.RowCount || node.Operands.Any(o => SpeaksOfRows(o, seen)));
}
