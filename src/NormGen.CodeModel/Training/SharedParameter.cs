using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds parameters that stand in two groups of one optimizer: every step updates them twice.</summary>
public static class SharedParameter
{
    /// <summary>Reads the construction of an optimizer; the sentence needs a parameter and the numbers of the two groups, counted from 1. The finding stands on the second group.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { } creation) return null;
        var values = new SourceValues(new(compilation, token));
        if (ParameterGroups.Read(creation.Parameters, values) is not { Count: > 1 } groups) return null;
        var selections = groups.Select(group => group.Parameters is { } parameters ? ParameterSelection.Of(parameters, values) : null).ToList();
        for (var second = 1; second < groups.Count; second++)
        {
            for (var first = 0; first < second; first++)
            {
                if (selections[first] is not { } a || selections[second] is not { } b || Common(a, b, values) is not { } shared) continue;
                return new(groups[second].Creation.Syntax.GetLocation(), shared, Number(first), Number(second));
            }
        }

        return null;
    }

    private static string Number(int index) => (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string? Common(ParameterSelection a, ParameterSelection b, SourceValues values)
    {
        if (!SymbolEqualityComparer.Default.Equals(a.Model, b.Model)) return null;
        var (outer, inner) = a.Path.Count <= b.Path.Count ? (a, b) : (b, a);
        if (!inner.Path.Take(outer.Path.Count).SequenceEqual(outer.Path, SymbolEqualityComparer.Default)) return null;
        if (ParameterSelection.Tree(inner, values) is not { } tree) return outer.Conditions.Count == 0 && inner.Conditions.Count == 0 ? "every parameter of " + inner.Text : null;

        // Names that a condition sees begin at the module whose named_parameters() is asked: only there can both conditions be read.
        if (outer.Path.Count != inner.Path.Count && (outer.Conditions.Count > 0 || inner.Conditions.Count > 0)) return null;
        var shared = tree.Root.AllParameters().FirstOrDefault(parameter => parameter.Exists == true && Holds(a, parameter) && Holds(b, parameter));
        return shared is null ? null : $"'{shared.Path}'";
    }

    private static bool Holds(ParameterSelection selection, ParameterNode parameter) => selection.Conditions.All(condition => NamePredicate.Holds(condition, parameter) == true);
}
