using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Registration;

namespace NormGen.Analyzers.Rules.Construction;

/// <summary>NG3001: what a list, array or dictionary holds is no submodule.</summary>
public sealed class UnregisteredCollectionAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.UnregisteredCollection,
        "Modules or parameters in a plain collection",
        "'{0}' is a {1}: TorchSharp registers nothing of what it holds, so it is not trained, moved, saved or switched by eval(); use {2}",
        RuleCategories.Construction,
        DiagnosticSeverity.Error,
        "RegisterComponents looks at the values of fields that are modules, parameters or tensors. A list, an array or a dictionary is none of these. ModuleList, ModuleDict, ParameterList and ParameterDict are.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverModules(start, PlainCollection.Read);
}
