using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers;

/// <summary>What the rules over construction and training share: one descriptor each, and nothing to do where TorchSharp is not referenced.</summary>
public abstract class TorchAnalyzer : DiagnosticAnalyzer
{
    private readonly DiagnosticDescriptor rule;

    private protected TorchAnalyzer(DiagnosticDescriptor rule)
    {
        this.rule = rule;
        SupportedDiagnostics = [rule];
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(TorchTypes.Torch) is not null) Start(start);
        });
    }

    /// <summary>Registers what the rule looks at.</summary>
    private protected abstract void Start(CompilationStartAnalysisContext start);

    /// <summary>Has every module class in source read.</summary>
    private protected void OverModules(CompilationStartAnalysisContext start, Func<INamedTypeSymbol, Compilation, CancellationToken, IEnumerable<Observation>> read) => start.RegisterSymbolAction(
        symbol =>
        {
            if (symbol.Symbol is not INamedTypeSymbol { IsStatic: false } type || !KnownModules.IsModule(type)) return;
            foreach (var observation in read(type, symbol.Compilation, symbol.CancellationToken)) symbol.ReportDiagnostic(Of(observation));
        },
        SymbolKind.NamedType);

    /// <summary>Has every operation of the given kinds read.</summary>
    private protected void OverOperations(CompilationStartAnalysisContext start, Func<IOperation, Compilation, CancellationToken, Observation?> read, params OperationKind[] kinds) => start.RegisterOperationAction(
        context =>
        {
            if (read(context.Operation, context.Compilation, context.CancellationToken) is { } observation) context.ReportDiagnostic(Of(observation));
        },
        kinds);

    /// <summary>The diagnostic of an observation.</summary>
    private protected Diagnostic Of(Observation observation) => Finding.Create(rule, observation.Place, observation.Kind, observation.Arguments, [.. observation.Arguments]);
}
