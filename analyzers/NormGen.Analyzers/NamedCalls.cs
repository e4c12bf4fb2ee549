using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Modules;

namespace NormGen.Analyzers;

/// <summary>Looks at calls and constructions of some names only. The text decides which those are, so that code without them costs next to nothing: no operation of it is made.</summary>
internal static class NamedCalls
{
    /// <summary>Checks every call of a method, and every construction of a class, of one of the names.</summary>
    /// <param name="context">Where to register; nothing is, in a project without TorchSharp.</param>
    /// <param name="names">The names.</param>
    /// <param name="check">Checks one.</param>
    public static void Register(AnalysisContext context, ImmutableHashSet<string> names, Action<SyntaxNodeAnalysisContext, IOperation> check)
        => context.RegisterCompilationStartAction(start => Register(start, names, check));

    /// <inheritdoc cref="Register(AnalysisContext, ImmutableHashSet{string}, Action{SyntaxNodeAnalysisContext, IOperation})"/>
    public static void Register(CompilationStartAnalysisContext context, ImmutableHashSet<string> names, Action<SyntaxNodeAnalysisContext, IOperation> check)
    {
        if (context.Compilation.GetTypeByMetadataName("TorchSharp.torch") is null) return;
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (CreationName.Of(node.Node) is { } name && names.Contains(name) && node.SemanticModel.GetOperation(node.Node, node.CancellationToken) is { } operation) check(node, operation);
            },
            SyntaxKind.InvocationExpression,
            SyntaxKind.ObjectCreationExpression,
            SyntaxKind.ImplicitObjectCreationExpression);
    }
}
