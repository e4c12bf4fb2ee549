using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.QKNorms;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0018, and of the rules for generated norms NG0002, NG0003 and NG0009: classes with <c>[QKNorm]</c> projections.</summary>
public sealed class QKNormAnalyzer : FileRule
{
    private const string Call = QKNormReader.Initializer + "(headWidth)";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PlacementRules.QKNormMisuse, PlacementRules.MissingInitializeNorms, PlacementRules.RegistrationOrder, PlacementRules.NormNameTaken];

    internal override void Start(RuleStart start)
    {
        if (start.Compilation.GetTypeByMetadataName(NormGenNames.QKNorm) is not null) start.OverAnnotated(Check);
    }

    private static void Check(TypeSite context)
    {
        var type = context.Type;
        if (!QKNormReader.Members(type).Any()) return;
        var reading = QKNormReader.Read(type, context.Compilation, context.CancellationToken);
        Report(reading.Complaints);
        // Where nothing can be added to the class, or it has the method itself, there is no generated method to call.
        if (reading is { OwnsInitializer: true, Projections.Count: > 0 } && TypeParts.CanBeExtended(type, context.CancellationToken)) Report(ConstructorReader.Read(type, QKNormReader.Initializer, Call, InitializerPurpose.Norms, context.CancellationToken));

        void Report(IEnumerable<PlacementComplaint> complaints)
        {
            foreach (var complaint in complaints)
            {
                if (PlacementMessages.Of(complaint) is { } diagnostic) context.ReportDiagnostic(diagnostic);
            }
        }
    }
}
