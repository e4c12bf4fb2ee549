using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Streams;

namespace NormGen.CodeModel.Foldings;

/// <summary>Finds what makes the branches that a factor multiplies: a layer, or an output norm with a gain, can take it where nothing else sees what it makes. Factors are the constants of <c>[ScaledResidual]</c> and learned numbers, one for all or one a feature; what Fixup adds behind them is an offset.</summary>
/// <param name="users">The flow.</param>
/// <param name="problems">What keeps layers from taking anything.</param>
internal sealed class BranchFactors(FlowUsers users, FoldingProblems problems)
{
    private readonly HashSet<ParameterNode> folded = [];

    /// <summary>The blocks with a constant factor.</summary>
    public IEnumerable<ModuleNode> Blocks => users.Order.Where(IsConstant).Select(node => node.Module!).Distinct();

    /// <summary>The learned numbers that multiply something, then those that are added by a block.</summary>
    public IEnumerable<(ParameterNode Number, bool IsOffset)> Numbers
        => Uses(FlowKind.Multiply).Select(use => use.Number).Distinct().Select(number => (number, false)).Concat(Uses(FlowKind.Add).Select(use => use.Number).Where(number => number.Owner.Kind == ModuleKind.Placement).Distinct().Select(number => (number, true)));

    /// <summary>The constant factor of a block, into what makes each of its branches.</summary>
    public (FoldingRow? Row, string? Reason) OfBlock(ModuleNode block)
    {
        if (block.Path.Length == 0) return (null, "its factor is that of the model itself");
        var (makers, reason) = Makers([.. users.Order.Where(node => IsConstant(node) && node.Module == block).Select(node => (node.Inputs[0], (FlowNode?)null))], "its factor", isOneNumber: true, isOffset: false);
        return (reason ?? problems.Of(block.Path, makers)) is { } problem ? (null, problem) : (Row(block.Path, makers, false), null);
    }

    /// <summary>A learned number, into what makes each branch that it multiplies or is added to.</summary>
    public (FoldingRow? Row, string? Reason) OfNumber(ParameterNode number, bool isOffset)
    {
        var uses = Uses(isOffset ? FlowKind.Add : FlowKind.Multiply).Where(use => use.Number == number).ToList();
        var places = users.Order.Where(node => node.Kind == FlowKind.Weight && node.Parameter == number).ToList();
        if (places.Exists(users.Ends.Contains) || places.SelectMany(users.Of).Any(user => !uses.Exists(use => use.Step == user))) return (null, "it is read elsewhere too");
        if (problems.IsShared(number)) return (null, "it is another's too");
        var (makers, reason) = Makers([.. uses.Select(use => (use.Branch, (FlowNode?)use.Weight))], "it", number.IsOneNumber || number.Dimensions == 0, isOffset);
        if ((reason ?? problems.Of(number.Path, makers)) is { } problem) return (null, problem);
        folded.Add(number);
        return (Row(number.Path, makers, isOffset), null);
    }

    /// <summary>Whether a norm over features has a gain, and nothing else that is a constant.</summary>
    public static bool HasGain(ModuleNode norm) => norm.Type.ToDisplayString() is "NormGen.Modules.FusedLayerNorm" or "NormGen.Modules.RMSNorm" && norm.Parameters.Count > 0;

    /// <summary>The step that multiplies a branch by the constant factor of its block.</summary>
    private static bool IsConstant(FlowNode node) => node is { Kind: FlowKind.Homogeneous, Function: null, Module.Kind: ModuleKind.Placement };

    /// <summary>The steps of a kind that take a parameter of one dimension or none, and something that is no parameter.</summary>
    private IEnumerable<(ParameterNode Number, FlowNode Step, FlowNode Weight, FlowNode Branch)> Uses(FlowKind kind)
    {
        foreach (var step in users.Order.Where(node => node.Kind == kind && node.Inputs.Length == 2))
        {
            foreach (var (weight, branch) in new[] { (step.Inputs[0], step.Inputs[1]), (step.Inputs[1], step.Inputs[0]) })
            {
                if (weight is { Kind: FlowKind.Weight, Parameter: { Dimensions: 0 or 1 } number } && branch.Kind != FlowKind.Weight) yield return (number, step, weight, branch);
            }
        }
    }

    private (IReadOnlyList<ModuleNode> Makers, string? Reason) Makers(IReadOnlyList<(FlowNode Branch, FlowNode? Weight)> branches, string what, bool isOneNumber, bool isOffset)
    {
        var makers = new List<(ModuleNode Module, FlowNode Made)>();
        foreach (var (branch, weight) in branches)
        {
            var made = branch;
            while (IsSeenOnce(made) && (isOffset ? BehindOffset(made) : Behind(made)) is { } before) made = before;
            if (!IsSeenOnce(made) || !IsMaker(made, isOneNumber, isOffset)) return ([], $"{what} does not go into {FlowPlaces.Word(made)}");
            if (weight is not null && weight.IsOtherIndex != IsOtherItem(made)) return ([], $"'{made.Module!.Path}' is that of another item of the list");
            makers.Add((made.Module!, made));
        }

        // A layer that is called elsewhere too, as one that blocks share, would be scaled there as well.
        var shared = makers.Find(maker => users.Order.Count(node => node.Module == maker.Module && node.Kind is FlowKind.Linear or FlowKind.Convolution or FlowKind.Norm) > makers.Where(other => other.Module == maker.Module).Select(other => other.Made).Distinct().Count()).Module;
        return shared is null ? ([.. makers.Select(maker => maker.Module).Distinct()], null) : ([], $"'{shared.Path}' is called elsewhere too");
    }

    private bool IsSeenOnce(FlowNode node) => users.Of(node).Count == 1 && !users.Ends.Contains(node);

    /// <summary>What takes a factor: a number for all any layer, a number a feature those whose outputs are the last dimension. An offset needs a bias.</summary>
    private static bool IsMaker(FlowNode node, bool isOneNumber, bool isOffset) => node switch
    {
        { Kind: FlowKind.Linear, Module.Kind: ModuleKind.Linear } => true,
        { Kind: FlowKind.Convolution, Module.Kind: ModuleKind.Convolution } => isOneNumber,
        { Kind: FlowKind.Norm, Module: { } norm } => !isOffset && HasGain(norm),
        _ => false,
    };

    /// <summary>The step before one that a factor passes: it changes no factor.</summary>
    private static FlowNode? Behind(FlowNode node) => node.Kind switch
    {
        FlowKind.Same => node.Inputs[0],
        FlowKind.Homogeneous when node.Function is "dropout" or "Dropout" => node.Inputs[0],
        FlowKind.Multiply => node.Inputs.Where(input => input is not ({ Kind: FlowKind.Weight } or { Kind: FlowKind.Constant, Rank: 0 })).ToList() is [var moving] ? moving : null,
        FlowKind.Divide when node.Inputs[1] is { Kind: FlowKind.Constant, Rank: 0 } => node.Inputs[0],
        _ => null,
    };

    /// <summary>The step before one that an offset passes: factors alone that are ones when they have folded.</summary>
    private FlowNode? BehindOffset(FlowNode node) => node.Kind switch
    {
        FlowKind.Multiply when node.Inputs.All(input => input.Kind != FlowKind.Constant && (input.Kind != FlowKind.Weight || folded.Contains(input.Parameter!))) => Behind(node),
        FlowKind.Multiply or FlowKind.Divide => null,
        _ => Behind(node),
    };

    private static bool IsOtherItem(FlowNode node) => node.IsOtherIndex || node.Inputs.Any(input => input is { Kind: FlowKind.Weight, IsOtherIndex: true });

    private static FoldingRow Row(string name, IEnumerable<ModuleNode> layers, bool isOffset) => new(name, true, layers.Select(layer => layer.Path).ToEquatableArray()) { IsOffset = isOffset };
}
