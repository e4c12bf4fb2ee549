using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.Analyzers.Descriptors;
using NormGen.CodeModel.Placement;
using NormGen.CodeModel.QKNorms;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers.Rules;

/// <summary>NG0018, and of the rules for generated norms NG0002, NG0003 and NG0009: classes with <c>[QKNorm]</c> projections.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class QKNormAnalyzer : DiagnosticAnalyzer
{
    private const string Call = QKNormReader.Initializer + "(headWidth)";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [PlacementRules.QKNormMisuse, PlacementRules.MissingInitializeNorms, PlacementRules.RegistrationOrder, PlacementRules.NormNameTaken];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(NormGenNames.QKNorm) is not null) start.RegisterSymbolAction(Check, SymbolKind.NamedType);
        });
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
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
