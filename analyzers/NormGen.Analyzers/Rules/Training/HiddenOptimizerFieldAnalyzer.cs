using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3005: the base class reads its own field, which stays empty.</summary>
public sealed class HiddenOptimizerFieldAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.HiddenOptimizerField,
        "Optimizer hides a field of OptimizerHelper",
        "'{0}' hides '{1}' of OptimizerHelper: {2} the inherited one, which stays null",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "Everything that an optimizer inherits works on the fields of OptimizerHelper. A field of the same name in the derived class leaves them null, and ParamGroups, schedulers, zero_grad and state_dict fail.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => start.OverTypes(site =>
        {
            foreach (var observation in HiddenOptimizerField.Read(site.Type)) site.ReportDiagnostic(Of(observation));
        });
}
