using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers;

/// <summary>What the rules over construction and training share: one descriptor each, and nothing to do where TorchSharp is not referenced.</summary>
public abstract class TorchAnalyzer : DiagnosticAnalyzer
{
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
    private protected void OverModules(CompilationStartAnalysisContext start, Func<INamedTypeSymbol, Compilation, CancellationToken, IEnumerable<Observation>> read) => ClassEnds.Register(
        start,
        static type => !type.IsStatic && KnownModules.IsModule(type),
        (symbol, type) =>
        {
            foreach (var observation in read(type, symbol.Compilation, symbol.CancellationToken)) symbol.ReportDiagnostic(Of(observation));
        });

    /// <summary>Has every call of a method of one of these names read. The name is looked at before anything is bound: of most files, and of most members of a file with a model, nothing is.</summary>
    /// <param name="start">The compilation.</param>
    /// <param name="read">Reads the call.</param>
    /// <param name="names">The names.</param>
    /// <param name="where">Whether the syntax around a call leaves it open that the rule has something to say, or null.</param>
    private protected void OverCalls(CompilationStartAnalysisContext start, Func<IOperation, Observation?> read, ICollection<string> names, Func<SyntaxNode, bool>? where = null) => start.RegisterSyntaxNodeAction(
        context =>
        {
            if (CreationName.Of(context.Node) is { } name && names.Contains(name) && (where is null || where(context.Node))) Report(context, read);
        },
        SyntaxKind.InvocationExpression);

    /// <inheritdoc cref="OverCalls(CompilationStartAnalysisContext, Func{IOperation, Observation?}, ICollection{string}, Func{SyntaxNode, bool}?)"/>
    private protected void OverCalls(CompilationStartAnalysisContext start, Func<IOperation, Compilation, CancellationToken, Observation?> read, ICollection<string> names, Func<SyntaxNode, bool>? where = null) => start.RegisterSyntaxNodeAction(
        context =>
        {
            if (CreationName.Of(context.Node) is { } name && names.Contains(name) && (where is null || where(context.Node))) Report(context, operation => read(operation, context.Compilation, context.CancellationToken));
        },
        SyntaxKind.InvocationExpression);

    /// <summary>Has every construction of an optimizer read.</summary>
    private protected void OverOptimizers(CompilationStartAnalysisContext start, Func<IOperation, Compilation, CancellationToken, Observation?> read) => start.RegisterSyntaxNodeAction(
        context =>
        {
            if (CreationName.Of(context.Node) is { } name && OptimizerCreation.Names.Contains(name)) Report(context, operation => read(operation, context.Compilation, context.CancellationToken));
        },
        SyntaxKind.InvocationExpression,
        SyntaxKind.ObjectCreationExpression,
        SyntaxKind.ImplicitObjectCreationExpression);

    /// <summary>Reports what is seen at a syntax node.</summary>
    private protected void Report(SyntaxNodeAnalysisContext context, Func<IOperation, Observation?> read)
    {
        if (context.SemanticModel.GetOperation(context.Node, context.CancellationToken) is { } operation && read(operation) is { } observation) context.ReportDiagnostic(Of(observation));
    }

    /// <summary>The diagnostic of an observation.</summary>
    private protected Diagnostic Of(Observation observation) => Finding.Create(SupportedDiagnostics[0], observation.Place, observation.Kind, observation.Arguments, [.. observation.Arguments]);
}
