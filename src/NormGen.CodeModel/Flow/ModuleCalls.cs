using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Residuals;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Flow;

/// <summary>What a call of a module does with its input.</summary>
/// <param name="reader">The reader.</param>
internal sealed class ModuleCalls(FlowReader reader)
{
    /// <summary>Enters a module.</summary>
    public FlowValue Enter(ModuleValue called, IReadOnlyList<FlowValue> arguments, int depth, SyntaxNode? site = null)
    {
        var module = called.Module;
        if (module.Kind == ModuleKind.Custom && GeneratedLayers.Has(module.Type)) return arguments.Count == 0 ? reader.Unknown([called]) : GeneratedLayers.Run(reader, called, arguments[0], depth);
        if (module.Kind == ModuleKind.Custom && reader.Forward(module) is { } forward) return reader.Invoke(forward, called, arguments, depth);
        if (arguments.Count == 0 || FlowNodes.Of(arguments[0]) is not { } x) return reader.Unknown(arguments.Append(called));
        if (Known(called, x, arguments) is { } result)
        {
            var isInPlace = module.Argument("inplace").Truth == true;
            if (isInPlace || result.Kind == FlowKind.Norm) reader.Note(result, isInPlace ? x : null, site);
            return new TensorValue(result);
        }

        switch (module.Kind)
        {
            case ModuleKind.Sequential when module.Children.Count > 0:
                return ModuleRuns.Of(module).Aggregate(arguments[0], (value, run) => Pass(called, run, value, depth + 1));
            case ModuleKind.Placement:
                return EnterBlock(called, x, arguments, depth);
            case ModuleKind.Stack:
                return EnterStack(called, arguments, depth);
            default:
                // What cannot be entered uses its own parameters; they are nowhere else in the graph, so nothing is claimed of them.
                var made = reader.Unknown(module.Kind is ModuleKind.OtherNorm ? arguments : arguments.Append(called), module);
                if (module.Kind is ModuleKind.OtherNorm || module.Type.ContainingNamespace?.ToDisplayString() == "NormGen.Modules") reader.Note(((TensorValue)made).Node, null, site);
                return made;
        }
    }

    /// <summary>Items of a <c>Sequential</c> one after the other; where they stand for any number of items, after one, two or three rounds.</summary>
    private FlowValue Pass(ModuleValue called, IReadOnlyList<ModuleNode> run, FlowValue value, int depth, IEnumerable<FlowValue>? others = null)
    {
        var after = new List<FlowValue>();
        for (var round = 0; round < (run[0].IsAny ? ModuleRuns.Rounds : 1); round++)
        {
            foreach (var child in run)
            {
                var result = reader.CallModule(new(child, called.IsOtherIndex || round > 0), [value, .. others ?? []], depth);
                value = child.Exists is null ? FlowMerge.Merge(value, result) : result;
            }

            after.Add(value);
        }

        return after.Aggregate(FlowMerge.Merge);
    }

    private static FlowNode? Known(ModuleValue called, FlowNode x, IReadOnlyList<FlowValue> arguments)
    {
        var module = called.Module;
        var spatial = KnownModules.SpatialDimensions(module.Type);
        switch (module.Kind)
        {
            case ModuleKind.Linear:
                return new(FlowKind.Linear, Weights(called, x, "weight", "bias")) { Module = module, Size = module.Argument("outputSize"), MayLackBias = module.Parameter("bias")?.Exists is null, Rank = x.Rank };
            case ModuleKind.Bilinear:
                var product = new FlowNode(FlowKind.MatrixProduct, [.. arguments.SelectMany(argument => argument.Tensors), .. Weights(called, null, "weight")]) { Module = module, AxesKnown = false };
                return module.Parameter("bias") is { } offset ? FlowNodes.Add(product, FlowNodes.Weight(offset, called.IsOtherIndex)) : product;
            case ModuleKind.Embedding or ModuleKind.EmbeddingBag:
                return new(FlowKind.Lookup, [.. Weights(called, null, "weight"), x]) { Module = module, Rank = module.Kind == ModuleKind.Embedding ? x.Rank + 1 : null };
            case ModuleKind.Convolution or ModuleKind.TransposedConvolution:
                return new(FlowKind.Convolution, Weights(called, x, "weight", "bias")) { Module = module, Spatial = spatial, Size = module.Argument("out_channels"), MayLackBias = module.Parameter("bias")?.Exists is null, Leading = module.Kind == ModuleKind.TransposedConvolution ? 1 : 0, Rank = spatial + 2 };
            case ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm:
                var shape = module.Argument("normalized_shape").Text;
                var axes = shape is not null && shape.StartsWith("axes:", StringComparison.Ordinal) ? int.Parse(shape.Substring(5), System.Globalization.CultureInfo.InvariantCulture) : 1;
                return new(FlowKind.Norm, Weights(called, x, "weight", "bias")) { Module = module, IsOtherIndex = called.IsOtherIndex, Norm = module.Kind == ModuleKind.LayerNorm ? FlowNorm.Layer : FlowNorm.RootMeanSquare, NormAxes = axes, Size = axes == 1 ? module.Argument("normalized_shape") : default, Rank = x.Rank };
            case ModuleKind.BatchNorm:
                return new(FlowKind.Norm, Weights(called, x, "weight", "bias")) { Module = module, IsOtherIndex = called.IsOtherIndex, Norm = FlowNorm.Batch, Spatial = spatial, Size = module.Argument("num_features"), Rank = x.Rank };
            case ModuleKind.OfflineNorm:
                return new(FlowKind.Norm, Weights(called, x, "weight", "bias")) { Module = module, IsOtherIndex = called.IsOtherIndex, Norm = FlowNorm.Offline, Size = module.Argument("num_features"), Rank = x.Rank };
            case ModuleKind.InstanceNorm:
                return new(FlowKind.Norm, Weights(called, x, "weight", "bias")) { Module = module, Norm = FlowNorm.Instance, Spatial = spatial, Size = module.Argument("num_features"), Rank = x.Rank };
            case ModuleKind.GroupNorm:
                return new(FlowKind.Norm, Weights(called, x, "weight", "bias")) { Module = module, Norm = FlowNorm.Group, Size = module.Argument("num_channels"), Groups = module.Argument("num_groups"), Rank = x.Rank };
            case ModuleKind.Homogeneous:
                return new(FlowKind.Homogeneous, x) { Module = module, Function = module.Type.Name, Rank = x.Rank };
            case ModuleKind.Pooling:
                return new(FlowKind.Pooling, x) { Module = module, Spatial = spatial, Rank = x.Rank };
            case ModuleKind.Reshaping:
                return FlowNodes.Rearranged(x).Node;
            case ModuleKind.Nonlinear when module.Type.Name == "Softmax":
                return new(FlowKind.Other, x) { IsFunction = true, IsSoftmax = true, Rank = x.Rank };
            case ModuleKind.Composite or ModuleKind.FixupBlock:
                // Uses its own parameters; they are nowhere else in the graph, so nothing is claimed of them.
                return new(FlowKind.Other, [.. arguments.SelectMany(argument => argument.Tensors)]) { Module = module };
            case ModuleKind.Nonlinear:
                return new(FlowKind.Other, [.. arguments.SelectMany(argument => argument.Tensors)]) { IsFunction = true, Module = module, Function = module.Type.Name };
            case ModuleKind.ScalarBias:
                return FlowNodes.Add(x, FlowNodes.Weight(module.Parameter("bias")!, called.IsOtherIndex));
            case ModuleKind.PRelu:
                return new(FlowKind.Homogeneous, Weights(called, x, "weight")) { Module = module, Function = module.Type.Name, Rank = x.Rank };
            default:
                return null;
        }
    }

    private static FlowNode[] Weights(ModuleValue called, FlowNode? x, params string[] names)
    {
        var nodes = x is null ? [] : new List<FlowNode> { x };
        foreach (var name in names)
        {
            if (called.Module.Parameter(name) is { } parameter) nodes.Add(FlowNodes.Weight(parameter, called.IsOtherIndex));
        }

        return [.. nodes];
    }

    /// <summary>The body that a placement attribute stands for; of a schedule over depth, either of its two.</summary>
    private FlowValue EnterBlock(ModuleValue called, FlowNode x, IReadOnlyList<FlowValue> arguments, int depth)
    {
        var placement = ModuleClasses.Placement(called.Module.Type)!;
        return placement.AttributeClass?.Name == "MixLNAttribute"
            ? FlowMerge.Merge(EnterBlock(called, placement, "PostLNAttribute", x, arguments, depth), EnterBlock(called, placement, "PreLNAttribute", x, arguments, depth))
            : EnterBlock(called, placement, placement.AttributeClass?.Name, x, arguments, depth);
    }

    /// <summary>
    /// Pre-LN <c>x + s·f(norm(x))</c>, Post-LN <c>norm(x + s·f(x))</c>, Peri-LN <c>x + s·norm_out(f(norm_in(x)))</c>, output norm <c>x + s·norm(f(x))</c>, without norms <c>x + s·f(x)</c>; f, or its output norm, is multiplied by the sublayer's scale. (A dropout changes no degree.)
    /// </summary>
    private FlowValue EnterBlock(ModuleValue called, AttributeData placement, string? kind, FlowNode x, IReadOnlyList<FlowValue> arguments, int depth)
    {
        var block = called.Module;
        var (isPost, isOutput, isBare) = (kind == "PostLNAttribute", kind == "OutputNormAttribute", PlacementMembers.IsBare(placement));
        FlowValue stream = new TensorValue(x);
        foreach (var sublayer in PlacementMembers.Sublayers(called.Module))
        {
            var norm = PlacementMembers.NormIn(placement, sublayer);
            var branch = isPost || isOutput || isBare ? stream : Norm(called, norm, stream, depth);
            branch = reader.CallModule(new(sublayer, called.IsOtherIndex), [branch, .. arguments.Skip(1)], depth + 1);
            if (isOutput) branch = Norm(called, norm, branch, depth);
            if (PlacementMembers.NormOut(placement, sublayer) is { } output) branch = Norm(called, output, branch, depth);
            if (PlacementMembers.Scale(block, sublayer) is { } scale) branch = Scaled(called, scale, branch);
            foreach (var number in PlacementMembers.Learned(block, sublayer).Where(number => !number.IsPerFeature)) branch = Learned(called, number, branch);
            if (FlowNodes.Of(stream) is not { } before || FlowNodes.Of(branch) is not { } added) return reader.Unknown(arguments.Append(called));
            stream = new TensorValue(FlowNodes.Add(before, Dropped(called, sublayer, added, kind == "PreLNAttribute")));
            if (isPost) stream = Norm(called, norm, stream, depth);
        }

        return stream;
    }

    /// <summary>A branch times its learned factor, or with its learned offset.</summary>
    private FlowValue Learned(ModuleValue block, LearnedScale number, FlowValue branch)
    {
        if (block.Module.Parameter(number.ComponentName) is not { } parameter || FlowNodes.Of(branch) is not { } value) return reader.Unknown([branch, block]);
        var weight = FlowNodes.Weight(parameter, block.IsOtherIndex);
        return new TensorValue(number.IsOffset ? FlowNodes.Add(value, weight) : FlowNodes.Elementwise(FlowKind.Multiply, weight, value));
    }

    /// <summary>The body of a stack: its first norm, its blocks one after the other, its last norm.</summary>
    private FlowValue EnterStack(ModuleValue called, IReadOnlyList<FlowValue> arguments, int depth)
    {
        var (stack, value) = (called.Module, arguments[0]);
        if (stack.Child(StackMembers.EmbedNorm) is not null) value = Norm(called, StackMembers.EmbedNorm, value, depth);
        foreach (var (member, _) in StackMembers.Lists(stack.Type).Take(1))
        {
            if (!stack.ChildrenByMember.TryGetValue(member, out var list) || list.Children.Count == 0) return reader.Unknown(arguments.Append(called));
            value = ModuleRuns.Of(list).Aggregate(value, (stream, run) => Pass(called, run, stream, depth + 1, arguments.Skip(1)));
        }

        return stack.Child(StackMembers.FinalNorm) is null ? value : Norm(called, StackMembers.FinalNorm, value, depth);
    }

    /// <summary>The branch behind its dropout and its residual factor, which is the block's.</summary>
    private static FlowNode Dropped(ModuleValue block, ModuleNode sublayer, FlowNode branch, bool isPreLN)
    {
        var isRecentred = isPreLN && block.Module.Type.Locations.Any(place => place.IsInSource) && (PlacementMembers.Dropout(sublayer) is not null || PlacementMembers.Scale(block.Module, sublayer) is not null);
        if (PlacementMembers.Dropout(sublayer) is { } dropout) branch = new(FlowKind.Homogeneous, branch) { Rank = branch.Rank, Function = "Dropout", Module = block.Module.Children.Find(child => child.Member?.Name == dropout) };
        var isScaled = ScaleAttribute.RuleOf(block.Module.Type) is BranchScaleRule.Constant or BranchScaleRule.InverseBranches or BranchScaleRule.InverseSqrtBranches;
        return new(FlowKind.Homogeneous, branch) { Rank = branch.Rank, Module = isScaled ? block.Module : null, IsRecentred = isRecentred };
    }

    private FlowValue Scaled(ModuleValue block, string scale, FlowValue branch)
        => block.Module.Parameter(scale) is { } gain && FlowNodes.Of(branch) is { } value ? new TensorValue(FlowNodes.Elementwise(FlowKind.Multiply, FlowNodes.Weight(gain, block.IsOtherIndex), value)) : reader.Unknown([branch, block]);

    private FlowValue Norm(ModuleValue block, string? name, FlowValue value, int depth)
        => name is not null && block.Module.Child(name) is { } norm ? reader.CallModule(new(norm, block.IsOtherIndex), [value], depth + 1) : reader.Unknown([value, block]);
}
