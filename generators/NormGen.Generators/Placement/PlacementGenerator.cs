using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;

namespace NormGen.Generators.Placement;

/// <summary>
/// Writes the second half of classes with <c>[PreLN]</c>, <c>[PostLN]</c> or <c>[PeriLN]</c>, or with <c>[ScaledResidual]</c> alone (norms, <c>InitializeNorms</c>, <c>forward</c>), one file a class, and the joints
/// between their sublayers, one file a distinct joint of the compilation. It reports nothing: analyzers NG0001 to NG0009, NG0013 and NG0015 do, from the same reading.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PlacementGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // A joint belongs to one placement, so that the four share nothing and an edit of one leaves the others alone.
        Register(context, NormGenNames.PreLN, PlacementKind.PreLN);
        Register(context, NormGenNames.PostLN, PlacementKind.PostLN);
        Register(context, NormGenNames.PeriLN, PlacementKind.PeriLN);
        Register(context, NormGenNames.ScaledResidual, PlacementKind.Bare);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute, PlacementKind kind)
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
        context.RegisterSourceOutput(blocks, static (output, block) => output.AddSource(block.FileName, BlockWriter.Write(block)));

        // Collected only to find what is distinct: each joint is then an item of its own, which stays cached while its classes come and go.
        var joints = blocks.SelectMany(static (block, _) => block.Joints)
            .Collect()
            .SelectMany(static (all, _) => all.Distinct())
            .WithTrackingName(PlacementTrackingNames.Joints);
        context.RegisterSourceOutput(joints, static (output, joint) => output.AddSource(joint.FileName, JointWriter.Write(joint)));
    }
}
