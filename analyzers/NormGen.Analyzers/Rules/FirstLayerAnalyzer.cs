using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.FirstLayers;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0030: <c>[TrAct]</c> on a layer that is not provably the first one.</summary>
public sealed class FirstLayerAnalyzer : FileRule
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Usage(
        RuleIds.NotFirstLayer,
        "[TrAct] stands on no first layer",
        "[TrAct] cannot work on '{0}': {1}",
        "TrAct trains the outputs of a layer as if they were parameters, by least squares over what the layer sees. That presumes inputs whose distribution is fixed: data, not activations that change while the layers before are trained. Petersen, Borgelt and Ermon, 2024, arXiv 2410.23970.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.TrAct) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        if (!FirstLayerReader.Members(type).Any()) return;
        var reading = FirstLayerReader.Read(type, context.CancellationToken);
        foreach (var complaint in reading.Complaints) Report(complaint);
        if (reading.Layers.Count == 0) return;
        foreach (var complaint in FirstLayerProof.Read(type, reading.Layers, context.Compilation, context.CancellationToken)) Report(complaint);

        void Report(FirstLayerComplaint complaint) => context.ReportDiagnostic(Diagnostic.Create(Descriptor, complaint.Location, complaint.Member, complaint.Reason));
    }
}
