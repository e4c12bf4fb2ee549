using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds training loops that leave their tensors to the garbage collector, which does not see how much memory they hold.</summary>
public static class UnscopedLoop
{
    /// <summary>The first call of <c>backward</c>, by its name, in a loop and in none inside it; null where there is none.</summary>
    public static SyntaxNode? Backward(SyntaxNode loop) => loop.DescendantNodes(inner => inner == loop || !IsLoop(inner)).FirstOrDefault(inner => inner is InvocationExpressionSyntax && CreationName.Of(inner) == "backward");

    /// <summary>Reads a call of <c>backward</c>; the finding stands on the loop around it.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { TargetMethod: { Name: "backward" } method } || !TorchTypes.IsOfTorchSharp(method) || TrainingOrder.Loop(operation) is not { } loop) return null;
        var function = SingleValues.Function(operation);
        if (function is IAnonymousFunctionOperation or ILocalFunctionOperation || TestCode.IsIn(operation) || !loop.Descendants().Any(IsOptimizerStep)) return null;
        if (LexicalScopes.IsIn(operation, "NewDisposeScope") || LexicalScopes.Calls(SingleValues.Root(operation), "NewDisposeScope") || SingleValues.Root(operation).Descendants().Any(IsCollecting) || IsDisposedByHand(loop)) return null;
        return new(Head(loop.Syntax));
    }

    /// <summary>Whether every tensor that the loop's body gives a name is disposed of where that name ends.</summary>
    private static bool IsDisposedByHand(ILoopOperation loop)
    {
        var tensors = loop.Descendants().OfType<IVariableDeclaratorOperation>().Where(declarator => declarator.Parent is IVariableDeclarationOperation).Select(declarator => declarator.Symbol).Where(symbol => TorchTypes.IsTensorOrDerived(symbol.Type)).ToList();
        return tensors.Count > 0 && tensors.TrueForAll(symbol => symbol.IsUsing);
    }

    private static bool IsOptimizerStep(IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: "step", Instance.Type: { } type } && TorchTypes.IsOptimizer(type);

    private static bool IsCollecting(IOperation operation) => operation is IInvocationOperation { TargetMethod: { Name: "Collect", ContainingType.Name: "GC" } };

    private static bool IsLoop(SyntaxNode node) => node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static Location Head(SyntaxNode loop) => loop.GetFirstToken() is { RawKind: not 0 } keyword ? keyword.GetLocation() : loop.GetLocation();
}
