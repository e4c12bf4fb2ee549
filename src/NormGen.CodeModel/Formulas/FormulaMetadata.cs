using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Formulas;

/// <summary>The graph of a fused method of another assembly, from its attribute.</summary>
public static class FormulaMetadata
{
    /// <summary>The graph.</summary>
    internal static FormulaReading Read(IMethodSymbol method)
    {
        var attribute = Attribute(method);
        if (attribute is null || attribute.ConstructorArguments.Length == 0 || attribute.ConstructorArguments[0].Value is not string text) return Unreadable(method, "it carries no graph");
        try
        {
            return new(FormulaText.Parse(text), default);
        }
        catch (FormatException problem)
        {
            return Unreadable(method, problem.Message);
        }
    }

    /// <summary>Why a fused method has no kernel, as its generated half says; null where it has one, or nothing was generated.</summary>
    public static string? WhyComposed(IMethodSymbol method) => Attribute(method)?.NamedArguments.FirstOrDefault(a => a.Key == "Composed").Value.Value as string;

    private static AttributeData? Attribute(IMethodSymbol method) => FormulaTypes.Find(method, NormGenNames.FormulaGraph)
        ?? (method.PartialImplementationPart is { } part ? FormulaTypes.Find(part, NormGenNames.FormulaGraph) : null);

    private static FormulaReading Unreadable(IMethodSymbol method, string reason)
        => new(null, new[] { new FormulaComplaint(ComplaintKind.UnreadableMetadata, Location.None, new[] { method.Name, reason }.ToEquatableArray()) }.ToEquatableArray());
}
