using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.SelfNormalizing;

namespace NormGen.Analyzers.Rules;

/// <summary>NG1022 and NG1023: SELU with the wrong dropout or initialization, in any class.</summary>
public sealed class SeluAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [SelfNormalizingRules.Dropout, SelfNormalizingRules.Initialization];

    internal override void Start(RuleStart start)
    {
        if (SeluWords.Of(start.Compilation, start.CancellationToken) is not { IsAny: true } words) return;
        start.OverTypes(site =>
        {
            if (site.IsModel && words.AreIn(site.Type, site.CancellationToken)) Check(site, site.Type, words);
        });
    }

    private static void Check(TypeSite context, INamedTypeSymbol type, SeluWords words)
    {
        foreach (var finding in SeluReader.Dropouts(type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(SelfNormalizingRules.Of(finding, type));
        if (!words.HasLeCun && SeluReader.Initialization(type, context.Compilation, context.CancellationToken) is { } initialization) context.ReportDiagnostic(SelfNormalizingRules.Of(initialization, type));
    }
}
