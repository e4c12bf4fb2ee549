using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;

namespace NormGen.Generators.Placement;

/// <summary>
/// Writes the second half of classes with <c>[PreLN]</c>, <c>[PostLN]</c> or <c>[PeriLN]</c> (norms, <c>InitializeNorms</c>, <c>forward</c>), one file a class, and the joints
/// between their sublayers, one file a distinct joint of the compilation. It reports nothing: analyzers NG0001 to NG0009 and NG0013 do, from the same reading.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PlacementGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var pre = Blocks(context, NormGenNames.PreLN, PlacementKind.PreLN);
        var post = Blocks(context, NormGenNames.PostLN, PlacementKind.PostLN);
        var peri = Blocks(context, NormGenNames.PeriLN, PlacementKind.PeriLN);
        foreach (var blocks in new[] { pre, post, peri })
            context.RegisterSourceOutput(blocks, static (output, block) => output.AddSource(block.FileName, BlockWriter.Write(block)));

        // Collected only to find what is distinct: each joint is then an item of its own, which stays cached while its classes come and go.
        var joints = Joints(pre).Combine(Joints(post)).Combine(Joints(peri))
            .SelectMany(static (all, _) => all.Left.Left.AddRange(all.Left.Right).AddRange(all.Right))
            .WithTrackingName(PlacementTrackingNames.Joints);
        context.RegisterSourceOutput(joints, static (output, joint) => output.AddSource(joint.FileName, JointWriter.Write(joint)));
    }

    private static IncrementalValuesProvider<AnnotatedBlock> Blocks(IncrementalGeneratorInitializationContext context, string attribute, PlacementKind kind)
        => context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is ClassDeclarationSyntax,
                (attributed, token) => AnnotatedBlock.Read(attributed, kind, token))
            .Where(static block => block is not null)
            .Select(static (block, _) => block!)
            .WithTrackingName(PlacementTrackingNames.Blocks);

    private static IncrementalValueProvider<System.Collections.Immutable.ImmutableArray<Joint>> Joints(IncrementalValuesProvider<AnnotatedBlock> blocks)
        => blocks.SelectMany(static (block, _) => block.Joints)
            .Collect()
            .Select(static (joints, _) => System.Collections.Immutable.ImmutableArray.CreateRange(joints.Distinct()));
}
