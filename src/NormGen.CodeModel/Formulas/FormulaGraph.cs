using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>A whole formula: inputs, outputs and the expressions between them. Not a pipeline value (it is compared by reference): pipelines carry its serialized form.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Inputs">The parameters, in declaration order.</param>
/// <param name="Outputs">The results, in order, then the new value of each updated input, by its name.</param>
public sealed record FormulaGraph(string Name, ImmutableArray<FormulaInput> Inputs, ImmutableArray<FormulaOutput> Outputs)
{
    /// <summary>How many dimensions its tensors have; 0 for any number.</summary>
    public int Rank { get; init; }

    /// <summary>The number of groups that channels (or features) are cut into: an integer parameter or a literal; null where the formula has no groups.</summary>
    public Node? Groups { get; init; }

    /// <summary>
    /// The author's own gradients, by the names of the inputs they are of, and new values of inputs that change in backward; none where the gradients are the formula's derivative. Inputs of these
    /// expressions behind the formula's are the incoming gradients of the results, in order.
    /// </summary>
    public ImmutableArray<FormulaOutput> Backward { get; init; } = [];

    /// <summary>What its first tensor varies over.</summary>
    public Extent Element => Inputs.FirstOrDefault(i => i.IsTensor)?.Extent ?? Extent.Element;

    /// <summary>Whether a row has parts: channels, groups or both.</summary>
    public bool HasSegments => (Element & (Extent.Channel | Extent.Group)) != 0;

    /// <summary>What it returns.</summary>
    public IEnumerable<FormulaOutput> Results => Outputs.Where(o => !IsNewValue(o));

    /// <summary>The new values of updated inputs, in the order of these.</summary>
    public IEnumerable<FormulaOutput> Updates => Outputs.Where(IsNewValue);

    /// <summary>Whether it overwrites inputs and returns nothing.</summary>
    public bool IsUpdate => Outputs.All(IsNewValue);

    /// <summary>Whether it speaks of rows as one dimension: its tensors must be matrices <c>[rows, features]</c>. Other formulas take rows of any number of dimensions, <c>[.., features]</c>.</summary>
    public bool IsMatrix => Rank == 2 && !HasSegments;

    /// <summary>Whether an output is the new value of an input, and no result (or gradient).</summary>
    /// <param name="output">The output.</param>
    public bool IsNewValue(FormulaOutput output) => Inputs.Any(i => i.IsUpdated && i.Name == output.Name);
}
