using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.Stacks;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0002 to NG0009, NG0013, NG0015 to NG0017, NG0019, NG0022 and NG0024: classes with a placement attribute and stacks of them, each from one reading.</summary>
public sealed class BlockAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        PlacementRules.MissingInitializeNorms, PlacementRules.RegistrationOrder, PlacementRules.UnmatchedSublayerArgument, PlacementRules.PrimaryConstructor, PlacementRules.BlockShape,
        PlacementRules.NotANorm, PlacementRules.ResidualScale, PlacementRules.NormNameTaken, PlacementRules.JointNotFused, PlacementRules.BranchOperand,
        PlacementRules.BlockStack, PlacementRules.DegenerateSchedule, PlacementRules.RecordsNothing, PlacementRules.ScaleMisplaced, PlacementRules.ScaleUnknown,
    ];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.Sublayer) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        foreach (var complaint in Complaints(context.Type, context))
        {
            if (PlacementMessages.Of(complaint) is { } diagnostic) context.ReportDiagnostic(diagnostic);
        }
    }

    private static IEnumerable<PlacementComplaint> Complaints(INamedTypeSymbol type, TypeSite context)
    {
        var block = BlockReader.Read(type, context.Compilation, context.CancellationToken);
        var stack = StackReader.Read(type, context.Compilation, context.CancellationToken);
        foreach (var complaint in block?.Complaints ?? BlockReader.ReadStray(type)) yield return complaint;
        foreach (var complaint in stack?.Complaints ?? default) yield return complaint;

        // Where nothing can be added to the class, or it has the method itself, there is no generated method to call.
        var outline = block?.Outline ?? stack?.Outline;
        if (outline is not { IsPartial: true, OwnsInitializeNorms: true } || !TorchTypes.IsModule(type)) yield break;
        var constructors = block is null && stack is not null ? ConstructorReader.ReadStack(type, stack.Stack?.Norms.Any() ?? true, context.CancellationToken) : ConstructorReader.Read(type, context.CancellationToken);
        foreach (var complaint in constructors) yield return complaint;
    }
}
