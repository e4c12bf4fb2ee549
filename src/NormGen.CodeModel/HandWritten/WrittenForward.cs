using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.HandWritten;

/// <summary>Whether a <c>forward</c> does nothing but calls that are known, and hands its arguments on by their names, as a generated one does.</summary>
internal static class WrittenForward
{
    /// <summary>The <c>forward</c> that a class declares itself, in one piece that a partial declaration can replace; null where it does not.</summary>
    public static (IMethodSymbol Method, MethodDeclarationSyntax Syntax)? Of(INamedTypeSymbol type, CancellationToken token)
    {
        if (type.GetMembers("forward").OfType<IMethodSymbol>().ToList() is not [{ IsOverride: true, IsGenericMethod: false, DeclaringSyntaxReferences: [var place] } method] || method.IsPartialDefinition || method.PartialDefinitionPart is not null) return null;
        if (!TorchTypes.IsTensor(method.ReturnType) || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None || parameter.IsParams) || method.Parameters is not [{ Type: var stream, NullableAnnotation: not NullableAnnotation.Annotated }, ..] || !TorchTypes.IsTensor(stream)) return null;
        return place.GetSyntax(token) is MethodDeclarationSyntax syntax && syntax.Modifiers.All(modifier => modifier.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.SealedKeyword) ? (method, syntax) : null;
    }

    /// <summary>Whether every operation of a body belongs to the calls, or carries a value to one: sums, locals, <c>using</c>, <c>return</c>.</summary>
    /// <param name="body">The body.</param>
    /// <param name="sites">The calls.</param>
    public static bool IsPlain(IOperation body, HashSet<SyntaxNode> sites) => body.DescendantsAndSelf().All(operation => operation switch
    {
        IBlockOperation or IReturnOperation or IExpressionStatementOperation or IUsingDeclarationOperation or IArgumentOperation or IParenthesizedOperation or ILocalReferenceOperation or IParameterReferenceOperation => true,
        IVariableDeclarationGroupOperation or IVariableDeclarationOperation or IVariableDeclaratorOperation or IVariableInitializerOperation => true,
        IInvocationOperation call => sites.Contains(call.Syntax),
        IMemberReferenceOperation => operation.Parent is IInvocationOperation,
        IInstanceReferenceOperation => operation.Parent is IMemberReferenceOperation,
        IConversionOperation conversion => conversion.OperatorMethod is null,
        IBinaryOperation sum => sum.OperatorKind == BinaryOperatorKind.Add,
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add, Target: var target } => IsVariable(target),
        ISimpleAssignmentOperation { Target: var target } => IsVariable(target),
        _ => operation.IsImplicit && operation is IDefaultValueOperation or ILiteralOperation,
    });

    /// <summary>Whether a generated <c>forward</c> would call a sublayer with the same arguments behind the stream: by name, or left out.</summary>
    /// <param name="call">The call as it is written.</param>
    /// <param name="sublayer">The sublayer's type.</param>
    /// <param name="forward">The block's own.</param>
    /// <param name="used">Takes the names that are handed on.</param>
    public static bool HandsOn(IInvocationOperation call, ITypeSymbol sublayer, IMethodSymbol forward, HashSet<string> used)
    {
        var names = TorchTypes.BasesOf(sublayer).SelectMany(level => level.GetMembers("forward")).OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length == call.TargetMethod.Parameters.Length);
        if (names is null) return false;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { Ordinal: > 0 and var ordinal }) continue;
            var name = names.Parameters[ordinal].Name;
            if (argument.ArgumentKind == ArgumentKind.DefaultValue)
            {
                if (forward.Parameters.Any(parameter => parameter.Name == name)) return false;
                continue;
            }

            if (SingleValues.Bare(argument.Value) is not IParameterReferenceOperation { Parameter: { Ordinal: > 0 } given } || given.Name != name) return false;
            used.Add(name);
        }

        return true;
    }

    // A tensor in a local, or the stream's own parameter: any other parameter is handed on by its name, and must be what it was.
    private static bool IsVariable(IOperation target) => target is ILocalReferenceOperation or IParameterReferenceOperation { Parameter.Ordinal: 0 };
}
