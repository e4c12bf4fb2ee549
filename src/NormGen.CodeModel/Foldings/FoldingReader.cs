using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Streams;

namespace NormGen.CodeModel.Foldings;

/// <summary>Finds from the data flow of <c>forward</c> which norms of a model go into the layers around them for inference, and only where that is exact.</summary>
/// <remarks>
/// Norms that are a constant scale and shift in evaluation go into all layers behind them or into the one before them; of LayerNorm and RMSNorm gain and offset go into the <c>Linear</c>s behind them; factors of residual branches into what makes the branch.
/// Yang et al., Unified Normalization, 2022, arXiv 2208.01313; Shen et al., PowerNorm, 2020, arXiv 2003.07845.
/// </remarks>
public sealed class FoldingReader
{
    private readonly FoldingProblems problems;
    private readonly FlowPlaces places;
    private readonly FlowUsers users;
    private readonly NormReaders features, channels;

    private FoldingReader(INamedTypeSymbol model, ModuleTree tree, FlowGraph graph)
    {
        (places, users) = (new(model), new(graph));
        problems = new(tree, users);
        var axes = new FeatureAxis(new(graph, users));
        (features, channels) = (new(users, axes, convolutions: false), new(users, axes, convolutions: true));
    }

    /// <summary>Reads a model class.</summary>
    /// <param name="model">The class.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    /// <returns>The norms, or null where the class has no <c>forward</c> that can be followed.</returns>
    public static FoldingReading? Read(INamedTypeSymbol model, Compilation compilation, CancellationToken token)
    {
        if (model.IsAbstract || !KnownModules.IsModule(model)) return null;
        var tree = ModuleTree.Read(model, compilation, token);
        return tree.Root.Kind is ModuleKind.Custom or ModuleKind.Placement && FlowReader.Read(tree, tree.Root, enterModules: true) is { IsComplete: true } graph ? new FoldingReader(model, tree, graph).Read() : null;
    }

    private FoldingReading Read()
    {
        var (rows, stays) = (new List<FoldingRow>(), new List<FoldingObstacle>());
        foreach (var norm in users.Order.Where(node => node.Kind == FlowKind.Norm && node.Module is not null).Select(node => node.Module!).Distinct())
        {
            var isConstant = norm.Kind is ModuleKind.OfflineNorm or ModuleKind.BatchNorm;
            if (!isConstant && !BranchFactors.HasGain(norm)) continue;
            var (row, reason) = isConstant ? Constant(norm) : Gain(norm);
            if (row is not null) rows.Add(row);
            else stays.Add(new(places.Of(norm), norm.Path, reason!, isConstant));
        }

        var factors = new BranchFactors(users, problems);
        foreach (var block in factors.Blocks)
        {
            var (row, reason) = factors.OfBlock(block);
            if (row is not null) rows.Add(row);
            else stays.Add(new(places.Of(block), block.Path.Length == 0 ? block.Type.Name : block.Path, reason!, false));
        }

        foreach (var (number, isOffset) in factors.Numbers)
        {
            var (row, reason) = factors.OfNumber(number, isOffset);
            if (row is not null) rows.Add(row);

            // Other parameters that multiply something, as gains of norms by hand, were never meant to fold.
            else if (number.Residual is not null) stays.Add(new(places.Of(number.Owner), number.Path, reason!, false));
        }

        return new(rows.ToEquatableArray(), stays);
    }

    /// <summary>Gain and offset of a norm over features: into the <c>Linear</c>s behind it.</summary>
    private (FoldingRow?, string?) Gain(ModuleNode norm)
    {
        var (layers, obstacle, _) = features.Of(norm);
        return (obstacle ?? problems.Of(norm.Path, layers)) is { } reason ? (null, reason) : (Row(norm, false, layers), null);
    }

    private (FoldingRow?, string?) Constant(ModuleNode norm)
    {
        if (KnownModules.IsTorchSharp(norm.Type)) return (null, $"it is a {norm.Type.Name} of TorchSharp's, which cannot be left out of forward: make it a torch.nn.Fused{norm.Type.Name}, which has its arguments and keys");
        if (norm.Kind == ModuleKind.BatchNorm && norm.Argument("track_running_stats").Truth != true) return (null, "it is not known to keep running statistics, without which evaluation takes those of the batch");
        var previous = Previous(norm, out var notBefore);
        if (norm.Kind == ModuleKind.BatchNorm && previous is not null) return (Row(norm, true, [previous]), null);
        var isOverChannels = norm.Kind == ModuleKind.BatchNorm;
        var (layers, obstacle, _) = (isOverChannels ? channels : features).Of(norm);
        var notBehind = obstacle ?? problems.Of(norm.Path, layers) ?? (isOverChannels ? Padding(norm, layers) : null);
        if (notBehind is null) return (Row(norm, false, layers), null);
        return previous is not null ? (Row(norm, true, [previous]), null) : (null, $"not into what is behind it, because {notBehind}; not into what is before it, because {notBefore}");
    }

    /// <summary>The layer that a norm reads alone and that nothing else reads; null with the reason.</summary>
    private ModuleNode? Previous(ModuleNode norm, out string reason)
    {
        reason = "";
        ModuleNode? layer = null;
        foreach (var call in users.Order.Where(node => node.Module == norm && node.Kind == FlowKind.Norm))
        {
            var input = call.Inputs[0];
            while (input.Kind == FlowKind.Same && users.Of(input).Count == 1) input = input.Inputs[0];
            if (input is not { Kind: FlowKind.Linear or FlowKind.Convolution, Module: { Kind: ModuleKind.Linear or ModuleKind.Convolution } made }) return No(out reason, $"{FlowPlaces.Word(input)} is no Linear or convolution");
            if (layer is not null && layer != made) return No(out reason, "it reads several layers");
            if (made.Kind == ModuleKind.Convolution && (norm.Kind != ModuleKind.BatchNorm || KnownModules.SpatialDimensions(norm.Type) != KnownModules.SpatialDimensions(made.Type))) return No(out reason, $"its axis is not that of the channels of '{made.Path}'");
            if (made.Kind == ModuleKind.Linear && norm.Kind == ModuleKind.BatchNorm && !(KnownModules.SpatialDimensions(norm.Type) == 1 && call.Size.IsSameAs(input.Size))) return No(out reason, $"it is not known to be over the outputs of '{made.Path}'");
            if (users.Of(input).Count > 1 || users.Ends.Contains(input) || users.Order.Any(node => node.Module == made && node.Kind == input.Kind && !users.Of(node).All(user => user.Kind == FlowKind.Same || user.Module == norm))) return No(out reason, $"'{made.Path}' is read elsewhere too");
            layer = made;
        }

        if (layer is null) return No(out reason, "nothing is");
        if (norm.Type.Name == "PowerNorm" && norm.Argument("groups").Whole != 0) return No(out reason, "its group scaling, which is a matter of tokens, stands between");
        return problems.Of(norm.Path, [layer]) is { } problem ? No(out reason, problem) : layer;

        static ModuleNode? No(out string reason, string text)
        {
            reason = text;
            return null;
        }
    }

    /// <summary>A shift does not pass the zeros that a convolution pads with.</summary>
    private static string? Padding(ModuleNode norm, IEnumerable<ModuleNode> layers)
    {
        foreach (var layer in layers.Where(layer => layer.Kind == ModuleKind.Convolution))
        {
            if (KnownModules.SpatialDimensions(layer.Type) != KnownModules.SpatialDimensions(norm.Type)) return $"its axis is not that of the channels of '{layer.Path}'";
            if (!(layer.Argument("padding").Whole == 0) && !(layer.Argument("padding_mode").Whole is > 0)) return $"'{layer.Path}' pads with zeros, which its shift would have to change too";
        }

        return layers.FirstOrDefault(layer => layer.Kind == ModuleKind.Linear) is { } linear ? $"it is not known to be over what '{linear.Path}' reads" : null;
    }

    private static FoldingRow Row(ModuleNode norm, bool isPrevious, IEnumerable<ModuleNode> layers) => new(norm.Path, isPrevious, layers.Select(layer => layer.Path).ToEquatableArray());
}
