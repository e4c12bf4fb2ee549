using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.Analyzers.Rules.Training;

/// <summary>NG3014: a move replaces the parameters that the optimizer was given.</summary>
public sealed class LateMoveAnalyzer : TorchAnalyzer
{
    private static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        RuleIds.LateMove,
        "Model moved after its optimizer was built",
        "{0} replaces the parameters of '{2}', and {1} was built over the old ones: its step fails or trains nothing; build the optimizer after the last move",
        RuleCategories.Construction,
        DiagnosticSeverity.Warning,
        "Moving a module to another device, or converting its type, replaces its Parameter objects. An optimizer that was built before keeps the old ones, and the state that it looks up by their handles.");

    private static readonly ConditionalWeakTable<SyntaxNode, StrongBox<bool>> Known = new();

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptor];

    internal override void Start(RuleStart start)
        => OverCalls(start, LateMove.Read, LateMove.Moves, MakesOptimizer);

    // Modules and tensors are moved in many places; only a class, or a program, that makes an optimizer too is looked into, and asked once for it.
    private static bool MakesOptimizer(SyntaxNode move) => Known.GetValue(
        (SyntaxNode?)move.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? move.SyntaxTree.GetRoot(),
        static around => new(around.DescendantNodes().Any(node => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax && CreationName.Of(node) is { } name && OptimizerCreation.Names.Contains(name)))).Value;
}
