using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.SelfNormalizing;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0025 and NG0026: classes with <c>[SelfNormalizing]</c>.</summary>
public sealed class SelfNormalizingAnalyzer : FileRule
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [SelfNormalizingRules.Misuse, SelfNormalizingRules.NotSelfNormalizing];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.SelfNormalizing) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        if (AttributeTypes.Find(type, NormGenNames.SelfNormalizing) is not { } attribute) return;
        var complaints = SelfNormalizingReader.Read(type, attribute, context.CancellationToken).Complaints;
        if (complaints.Count == 0 && TorchTypes.IsModule(type)) complaints = [.. SelfNormalizingReader.Calls(type, context.CancellationToken)];
        foreach (var complaint in complaints) context.ReportDiagnostic(SelfNormalizingRules.Of(complaint));
        if (!TorchTypes.IsModule(type)) return;
        foreach (var finding in SeluReader.Contract(type, context.Compilation, context.CancellationToken)) context.ReportDiagnostic(SelfNormalizingRules.Of(finding, type));
    }
}
