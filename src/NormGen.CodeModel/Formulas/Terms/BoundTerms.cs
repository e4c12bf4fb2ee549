using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Formulas.Terms;

/// <summary>Terms of what the compiler has bound.</summary>
internal static class BoundTerms
{
    /// <summary>Far behind the depth at which a formula is refused; it only keeps the stack from running out first.</summary>
    private const int Deepest = 2000;

    /// <summary>The term of an operation and of all in it.</summary>
    public static Term Of(IOperation operation) => Of(operation, 0);

    private static Term Of(IOperation operation, int depth)
    {
        var facts = new TermFacts(operation.Syntax, operation.Type, operation.ConstantValue, HasInvalidPart(operation));
        return depth > Deepest ? new OtherTerm(facts) : operation switch
        {
            ILocalReferenceOperation local => new LocalTerm(facts, local.Local),
            IParameterReferenceOperation parameter => new ParameterTerm(facts, parameter.Parameter),
            IConversionOperation conversion => new ConversionTerm(facts, Inner(conversion.Operand), conversion.OperatorMethod is not null),
            IUnaryOperation unary => new UnaryTerm(facts, unary.OperatorKind, Inner(unary.Operand)),
            IBinaryOperation binary => new BinaryTerm(facts, binary.OperatorKind, Inner(binary.LeftOperand), Inner(binary.RightOperand)),
            IInvocationOperation call => new CallTerm(facts, call.TargetMethod, call.Instance is { } instance ? Inner(instance) : null, [.. call.Arguments.Select(a => (ArgumentTerm)Inner(a))]),
            IArgumentOperation argument => new ArgumentTerm(facts, argument.Parameter, Inner(argument.Value), argument.ArgumentKind == ArgumentKind.DefaultValue),
            ITupleOperation tuple => new TupleTerm(facts, All(tuple.Elements)),
            ICollectionExpressionOperation collection => new ListTerm(facts, All(collection.Elements)),
            IArrayCreationOperation { Initializer: { } initializer } => new ListTerm(facts, All(initializer.ElementValues)),
            IFieldReferenceOperation field => new FieldTerm(facts, field.Field, field.Instance is { } instance ? Inner(instance) : null),
            IPropertyReferenceOperation property => new PropertyTerm(facts, property.Property, property.Instance is { } instance ? Inner(instance) : null),
            IArrayElementReferenceOperation { Indices: [var index] } element => new ElementTerm(facts, Inner(element.ArrayReference), Inner(index)),
            IImplicitIndexerReferenceOperation element => new ElementTerm(facts, Inner(element.Instance), Inner(element.Argument)),
            IConditionalOperation conditional => new ConditionalTerm(facts, Inner(conditional.Condition), Inner(conditional.WhenTrue), conditional.WhenFalse is { } otherwise ? Inner(otherwise) : null),
            ICompoundAssignmentOperation assignment => new AssignmentTerm(facts, Inner(assignment.Target), Inner(assignment.Value), assignment.OperatorKind),
            ISimpleAssignmentOperation or IDeconstructionAssignmentOperation => new AssignmentTerm(facts, Inner(((IAssignmentOperation)operation).Target), Inner(((IAssignmentOperation)operation).Value)),
            IDeclarationExpressionOperation declaration => new DeclarationTerm(facts, Inner(declaration.Expression)),
            IDiscardOperation => new DiscardTerm(facts),
            IDefaultValueOperation => new DefaultTerm(facts),
            IInvalidOperation => new InvalidTerm(facts),
            IBlockOperation block => new BlockTerm(facts, All(block.Operations)),
            IReturnOperation { ReturnedValue: { } value, Kind: OperationKind.Return } => new ReturnTerm(facts, Inner(value)),
            IVariableDeclarationGroupOperation group => new LocalsTerm(facts, [.. group.Declarations.SelectMany(Locals)]),
            IUsingDeclarationOperation declaration => Inner(declaration.DeclarationGroup),
            IUsingOperation { Resources: var resources, Body: var body } => new UsingTerm(facts, Inner(resources), Inner(body)),
            IExpressionStatementOperation { Operation: var expression } => new EffectTerm(facts, Inner(expression)),
            ILocalFunctionOperation or IEmptyOperation => new EmptyTerm(facts),
            _ => new OtherTerm(facts, operation is IAssignmentOperation),
        };

        Term Inner(IOperation inner) => Of(inner, depth + 1);

        ImmutableArray<Term> All(ImmutableArray<IOperation> parts) => [.. parts.Select(Inner)];

        IEnumerable<(object, Term)> Locals(IVariableDeclarationOperation declaration) => declaration.Declarators
            .Select(declarator => (declarator.Symbol, Initializer: declarator.Initializer ?? declaration.Initializer))
            .Where(local => local.Initializer is not null)
            .Select(local => ((object)local.Symbol, Inner(local.Initializer!.Value)));
    }

    private static bool HasInvalidPart(IOperation operation)
    {
        foreach (var part in operation.ChildOperations)
            if (part is IInvalidOperation) return true;
        return false;
    }
}
