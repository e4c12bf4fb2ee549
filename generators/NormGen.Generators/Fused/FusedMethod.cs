using NormGen.CodeModel.Collections;
using NormGen.Generators.Text;

namespace NormGen.Generators.Fused;

/// <summary>All that the generated file of one <c>[Fused]</c> method depends on.</summary>
/// <param name="Container">The types around it.</param>
/// <param name="FileName">The hint name of its file.</param>
/// <param name="Modifiers">Accessibility and other modifiers of the declaration, up to <c>partial</c>.</param>
/// <param name="ReturnType">The result type, fully qualified.</param>
/// <param name="Name">The method's name, escaped where it is a keyword.</param>
/// <param name="Parameters">The parameters.</param>
/// <param name="Formula">The formula's name, escaped where it is a keyword; null where there is none that could be called (an analyzer says why).</param>
/// <param name="FormulaItems">The names of the items of the formula's tuple; none where its result is one tensor.</param>
/// <param name="Backward">The name of the method of the gradients, escaped where it is a keyword; null where they are the formula's derivative.</param>
/// <param name="BackwardItems">The names of the items of its tuple; none where its result is one tensor.</param>
/// <param name="FormulaText">The formula as the user wrote it, without common indentation, for the header.</param>
/// <param name="Source">Where the method comes from, or null.</param>
/// <param name="Graph">The serialized expression graph, or null where the formula cannot be read (an analyzer says why).</param>
public sealed record FusedMethod(
    TypeHierarchy Container,
    string FileName,
    string Modifiers,
    string ReturnType,
    string Name,
    EquatableArray<FusedParameter> Parameters,
    string? Formula,
    EquatableArray<string> FormulaItems,
    string? Backward,
    EquatableArray<string> BackwardItems,
    string FormulaText,
    string? Source,
    string? Graph)
{
    /// <summary>The parameter whose memory the result takes, or null where it has its own.</summary>
    public FusedParameter? Inplace { get; init; }

    /// <summary>The place among the results of the one that takes it.</summary>
    public int InplaceResult { get; init; }

    /// <summary>Whether the formula's result is a tuple.</summary>
    public bool FormulaReturnsTuple => FormulaItems.Count > 0;

    /// <summary>The items of the formula's tuple that the method returns, where others are new values of updated parameters.</summary>
    public IEnumerable<string> ResultItems => Parameters.Any(p => p.IsUpdated) ? FormulaItems.Where(item => !Parameters.Any(p => p.IsUpdated && p.Name.TrimStart('@') == item)) : [];
}
