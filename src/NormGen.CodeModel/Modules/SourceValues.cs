using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Modules;

/// <summary>Follows an expression to what makes its value, across bodies: locals, fields and properties that are set once, methods with one result, parameters of what is called once.</summary>
/// <param name="source">Operations of the compilation.</param>
internal sealed class SourceValues(SourceOperations source)
{
    /// <summary>How many values an expression is followed through: what refers to itself would have no end.</summary>
    public const int MostSteps = 16;

    /// <summary>Operations of the compilation.</summary>
    public SourceOperations Source => source;

    /// <summary>The value behind an expression, as far as it can be followed: what is left is a creation, a constant, or a name whose value is not known.</summary>
    public IOperation Behind(IOperation value)
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            value = SingleValues.Bare(value);
            if (value.ConstantValue.HasValue || Next(value) is not { } next) return value;
            value = next;
        }

        return value;
    }

    /// <summary>The number that an expression always is, or null.</summary>
    public double? Number(IOperation? value)
    {
        if (value is null) return null;
        return Behind(value).ConstantValue is { HasValue: true, Value: (double or float or int or long) and { } constant } ? Convert.ToDouble(constant, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Whether two expressions are one object: made by the same creation, or the same name.</summary>
    public bool AreSame(IOperation? left, IOperation? right)
    {
        if (left is null || right is null) return false;
        var (a, b) = (Behind(left), Behind(right));
        if (a.Syntax == b.Syntax && a.Syntax.SyntaxTree == b.Syntax.SyntaxTree) return true;
        return SingleValues.Symbol(a) is { } symbol && SingleValues.Is(b, symbol);
    }

    /// <summary>The value that a method in source returns in its only <c>return</c>; null where it has several, may be overridden, or is no plain method.</summary>
    public IOperation? Result(IMethodSymbol method)
    {
        if (method is { IsVirtual: true } or { IsAbstract: true } or { IsAsync: true } or { IsOverride: true, IsSealed: false } || KnownModules.IsTorchSharp(method.ContainingType) || source.Body(method) is not { } body) return null;
        var results = Own(body).OfType<IReturnOperation>().ToList();
        return results is [{ Kind: OperationKind.Return, ReturnedValue: { } only }] ? only : null;
    }

    /// <summary>The operations of a body, in the order of the text, without those of functions inside it.</summary>
    public static IEnumerable<IOperation> Own(IOperation body)
    {
        // Without recursion: a sum may have thousands of terms.
        var open = new Stack<IOperation>(body.ChildOperations.Reverse());
        while (open.Count > 0)
        {
            var operation = open.Pop();
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation) continue;
            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse()) open.Push(child);
        }
    }

    /// <summary>The name that stands for an object, behind parameters and names of the same object: the one that is given a value which is no name.</summary>
    public IOperation Named(IOperation value)
    {
        value = SingleValues.Bare(value);
        for (var steps = 0; steps < MostSteps && Next(value) is { } next; steps++)
        {
            var bare = SingleValues.Bare(next);
            if (SingleValues.Symbol(bare) is null && !(bare is IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false })) return value;
            value = bare;
        }

        return value;
    }

    private static bool IsChanged(IOperation value, IParameterSymbol parameter) => SingleValues.Root(value).DescendantsAndSelf().Any(operation => operation switch
    {
        IAssignmentOperation { Target: IParameterReferenceOperation target } => SymbolEqualityComparer.Default.Equals(target.Parameter, parameter),
        IIncrementOrDecrementOperation { Target: IParameterReferenceOperation target } => SymbolEqualityComparer.Default.Equals(target.Parameter, parameter),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: IParameterReferenceOperation given } => SymbolEqualityComparer.Default.Equals(given.Parameter, parameter),
        _ => false,
    });

    private IOperation? Next(IOperation value) => value switch
    {
        ILocalReferenceOperation local => SingleValues.Of(local),
        IFieldReferenceOperation field => SingleAssignments.Of(field.Field, source),
        IPropertyReferenceOperation { Property: { IsIndexer: false, DeclaringSyntaxReferences.IsEmpty: false } property } => Members.IsAuto(property.OriginalDefinition) ? SingleAssignments.Of(property, source) : property.GetMethod is { } getter ? Result(getter) : null,
        IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false } method } => Result(method),
        IParameterReferenceOperation { Parameter: { RefKind: RefKind.None, ContainingSymbol: IMethodSymbol method } parameter } when !IsChanged(value, parameter) => CallSites.Arguments(method, source)?.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal)?.Value,
        _ => null,
    };
}
