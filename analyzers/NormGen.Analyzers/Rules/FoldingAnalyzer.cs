using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Foldings;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0045 and NG0046: norms of a class with <c>[FoldNormalization]</c> that stay, and classes where nothing folds.</summary>
public sealed class FoldingAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ConversionRules.NormStays, ConversionRules.NothingFolds];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.FoldNormalization) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        if (AttributeTypes.Find(type, NormGenNames.FoldNormalization) is not { } attribute || TorchTypes.IsBroken(type)) return;
        var reading = FoldingReader.Read(type, context.Compilation, context.CancellationToken);
        foreach (var norm in reading?.Stays.Where(norm => norm.IsConstant) ?? []) context.ReportDiagnostic(Diagnostic.Create(ConversionRules.NormStays, norm.Location, norm.Norm, norm.Reason));
        if (reading is { Rows.Count: > 0 }) return;
        var reason = !KnownModules.IsModule(type) ? "it does not derive from torch.nn.Module" : reading is null ? "its forward cannot be followed" : "no norm of it folds";
        var place = attribute.ApplicationSyntaxReference is { } written ? Location.Create(written.SyntaxTree, written.Span) : type.Locations[0];
        context.ReportDiagnostic(Diagnostic.Create(ConversionRules.NothingFolds, place, type.Name, reason));
    }
}
