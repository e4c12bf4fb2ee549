using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Parameters of a model that an optimizer treats alike: all that it gets, or one of its groups.</summary>
/// <param name="Model">The model.</param>
/// <param name="Optimizer">The construction of the optimizer.</param>
/// <param name="Group">The group; null where the optimizer is given parameters without groups.</param>
public sealed record TrainedPart(ModuleTree Model, OptimizerCreation Optimizer, ParameterGroup? Group)
{
    /// <summary>Whether it is all parameters of the model, without groups.</summary>
    public bool IsWhole => Group is null && Selects is null;

    private Func<ParameterNode, bool>? Selects { get; init; }

    private SourceValues? Values { get; init; }

    /// <summary>Whether it certainly holds a parameter.</summary>
    public bool Holds(ParameterNode parameter) => Selects is null || Selects(parameter);

    /// <summary>The number that an option has for these parameters; null where it is not known.</summary>
    public double? Number(string option) => Group is null ? Optimizer.Number(option, Values!) : Group.Number(option, Optimizer, Values!);

    /// <summary>The parts that can be followed; none where code nearby freezes parameters, or the model is not known.</summary>
    /// <param name="optimizer">The construction of the optimizer.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static IReadOnlyList<TrainedPart> Of(OptimizerCreation optimizer, Compilation compilation, CancellationToken token) => Of(optimizer, new SourceValues(new(compilation, token)));

    /// <inheritdoc cref="Of(OptimizerCreation, Compilation, CancellationToken)"/>
    internal static IReadOnlyList<TrainedPart> Of(OptimizerCreation optimizer, SourceValues values)
    {
        var isGrouped = ParameterGroups.AreGroups(optimizer.Parameters);
        if (!isGrouped && TrainedModel.Model(optimizer.Parameters, values) is not null) return TrainedModel.Of(optimizer.Parameters, values) is { } whole ? [new(whole, optimizer, null) { Values = values }] : [];
        var parts = new List<TrainedPart>();
        var trees = new Dictionary<ISymbol, ModuleTree?>(SymbolEqualityComparer.Default);
        IEnumerable<ParameterGroup?> groups = isGrouped ? (IEnumerable<ParameterGroup?>?)ParameterGroups.Read(optimizer.Parameters, values) ?? [] : [null];
        foreach (var group in groups)
        {
            if ((group is null ? optimizer.Parameters : group.Parameters) is not { } parameters || ParameterSelection.Of(parameters, values) is not { } selection) continue;
            if (!trees.TryGetValue(selection.Model, out var tree)) trees[selection.Model] = tree = TrainedModel.IsFrozen(optimizer.Parameters, selection.Root, values, out var read) ? null : read;
            if (tree is not null && selection.In(tree) is { } selects) parts.Add(new(tree, optimizer, group) { Values = values, Selects = selects });
        }

        return parts;
    }
}
