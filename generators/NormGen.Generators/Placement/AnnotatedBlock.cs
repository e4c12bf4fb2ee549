using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Placement;

/// <summary>An annotated class as the pipeline carries it.</summary>
/// <param name="Place">Where its generated half stands.</param>
/// <param name="Outline">The members that user code refers to.</param>
/// <param name="Block">What they do, or null if the class is faulty.</param>
internal sealed record AnnotatedBlock(TypeHierarchy Place, BlockOutline Outline, BlockModel? Block)
{
    /// <summary>Whether a model of the compilation is to be converted, so that the block needs the forms of its norms.</summary>
    public bool IsConverting { get; init; }

    /// <summary>Whether a model of the compilation folds, so that the block's residual factor must be had from outside.</summary>
    public bool IsFolding { get; init; }

    /// <summary>The generated file's name.</summary>
    public string FileName => Place.FileName + GeneratedFiles.Placement;

    /// <summary>The joints it needs, each as often as it needs it.</summary>
    public IEnumerable<Joint> Joints => Block is { IsFused: true } block ? Forms(block).SelectMany(JointPlan.All) : [];

    private IEnumerable<BlockModel> Forms(BlockModel block) => IsConverting ? block.Forms.Concat(block.ConvertedForms) : block.Forms;

    /// <summary>Reads an attributed class; null where another attribute of it is read already or nothing can be generated. Tells the files whose bodies of methods it looked into.</summary>
    /// <param name="context">The class.</param>
    /// <param name="kind">The attribute.</param>
    /// <param name="token">Stops the work.</param>
    public static (AnnotatedBlock? Block, ImmutableArray<SyntaxTree> Bodies) Read(GeneratorAttributeSyntaxContext context, PlacementKind kind, CancellationToken token)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || PlacementAttributes.Of(type).First().Kind != kind) return (null, []);
        var reading = BlockReader.Read(type, context.SemanticModel.Compilation, token);
        return (reading is { Outline.IsPartial: true } ? new(TypeHierarchy.Of(type), reading.Outline, reading.Block) : null, reading?.Bodies ?? []);
    }
}
