using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;

namespace NormGen.Generators.Placement;

/// <summary>
/// Writes the second half of classes with <c>[PreLN]</c>, <c>[PostLN]</c>, <c>[PeriLN]</c>, <c>[OutputNorm]</c> or <c>[MixLN]</c>, or with <c>[ScaledResidual]</c> alone (norms, <c>InitializeNorms</c>, <c>forward</c>), one file a class, and the joints
/// between their sublayers, one file a distinct joint of the compilation. It reports nothing: analyzers NG0001 to NG0009, NG0013, NG0015, NG0016, NG0019, NG0022 and NG0024 do, from the same reading.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PlacementGenerator : IIncrementalGenerator
{
    private static readonly JointKind[][] JointKinds = [[JointKind.Pre, JointKind.PreLast], [JointKind.Post], [JointKind.Peri, JointKind.PeriLast], [JointKind.Output], [JointKind.First], [JointKind.Bare]];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var folds = IsAny(context, NormGenNames.FoldNormalization);
        var converts = IsAny(context, NormGenNames.PreRMSNorm).Combine(IsAny(context, NormGenNames.CRMSNorm)).Select(static (any, _) => any.Left || any.Right);
        var needed = Register(context, NormGenNames.PreLN, PlacementKind.PreLN, folds, converts)
            .Combine(Register(context, NormGenNames.PostLN, PlacementKind.PostLN, folds, null))
            .Combine(Register(context, NormGenNames.PeriLN, PlacementKind.PeriLN, folds, null))
            .Combine(Register(context, NormGenNames.OutputNorm, PlacementKind.OutputNorm, folds, null))
            .Combine(Register(context, NormGenNames.MixLN, PlacementKind.MixLN, folds, null))
            .Combine(Register(context, NormGenNames.ScaledResidual, PlacementKind.Bare, folds, null));

        // A joint may be needed by blocks of several placements: a schedule's are those of Post-LN and Pre-LN. Collected only to find what is distinct: each joint is then an item of its own, which stays cached while its classes come and go.
        // Items are told apart by their place, so that the joints of different placements go separate ways: one that comes moves none of another placement.
        foreach (var kinds in JointKinds)
        {
            var joints = needed
                .SelectMany((all, _) => all.Left.Left.Left.Left.Left.Concat(all.Left.Left.Left.Left.Right).Concat(all.Left.Left.Left.Right).Concat(all.Left.Left.Right).Concat(all.Left.Right).Concat(all.Right).Where(joint => kinds.Contains(joint.Kind)).Distinct())
                .WithTrackingName(PlacementTrackingNames.Joints);
            context.RegisterSourceOutput(joints, static (output, joint) => output.AddSource(joint.FileName, JointWriter.Write(joint)));
        }
    }

    /// <summary>Whether any class of the compilation has an attribute.</summary>
    private static IncrementalValueProvider<bool> IsAny(IncrementalGeneratorInitializationContext context, string attribute)
        => context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (node, _) => node is ClassDeclarationSyntax, static (_, _) => true).Collect().Select(static (all, _) => !all.IsEmpty);

    /// <summary>Writes the classes of one placement; gives the joints they need.</summary>
    private static IncrementalValueProvider<ImmutableArray<Joint>> Register(IncrementalGeneratorInitializationContext context, string attribute, PlacementKind kind, IncrementalValueProvider<bool> folds, IncrementalValueProvider<bool>? converts)
    {
        var readings = new ReadingCache<AnnotatedBlock>();
        var blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is ClassDeclarationSyntax,
                (attributed, token) => readings.Get(attributed, (block, stop) => AnnotatedBlock.Read(block, kind, stop), token))
            .Where(static block => block is not null)
            .Select(static (block, _) => block!)
            .WithTrackingName(PlacementTrackingNames.Blocks);
        blocks = blocks.Combine(folds).Select(static (pair, _) => pair.Right && pair.Left.Block is { Scale: not null } ? pair.Left with { IsFolding = true } : pair.Left);
        if (converts is { } any) blocks = blocks.Combine(any).Select(static (pair, _) => pair.Right && pair.Left.Block is { Converted.Count: > 0 } ? pair.Left with { IsConverting = true } : pair.Left);
        context.RegisterSourceOutput(blocks, static (output, block) => output.AddSource(block.FileName, BlockWriter.Write(block)));
        return blocks.SelectMany(static (block, _) => block.Joints).Collect();
    }
}
