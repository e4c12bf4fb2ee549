using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Placement;

/// <summary>Counts how many blocks of a class a model makes: the places that make one, times the rounds of the loops around them.</summary>
internal static class BlockCounter
{
    /// <summary>The number, or null with the reason.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="model">The class that makes the blocks.</param>
    public static (int? Count, string Reason) Count(BlockReading reading, INamedTypeSymbol model)
    {
        var source = new SourceOperations(reading.Compilation, reading.Token);
        var places = Bodies(model, reading.Token).Select(source.Operation).OfType<IOperation>().SelectMany(body => body.DescendantsAndSelf()).OfType<IObjectCreationOperation>()
            .Where(made => SymbolEqualityComparer.Default.Equals(made.Type, reading.Block)).ToList();
        reading.AddBodies(source.Trees);
        if (places.Count == 0) return (null, $"'{model.Name}' makes no '{reading.BlockName}' in a constructor or initializer in source");
        var count = 0L;
        foreach (var place in places)
        {
            if (Rounds(place) is not { } rounds) return (null, $"how many '{reading.BlockName}' '{model.Name}' makes depends on values that are known at run time only: pass the number to InitializeNorms, or state Depth");
            count += rounds;
        }

        return count is > 0 and <= int.MaxValue ? ((int)count, "") : (null, $"'{model.Name}' makes {count} of '{reading.BlockName}'");
    }

    /// <summary>Constructors, and initializers of fields and properties.</summary>
    private static IEnumerable<SyntaxNode> Bodies(INamedTypeSymbol model, CancellationToken token)
    {
        foreach (var member in model.GetMembers())
        {
            foreach (var syntax in member.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(token)))
            {
                switch (syntax)
                {
                    case ConstructorDeclarationSyntax constructor: yield return constructor; break;
                    case VariableDeclaratorSyntax { Initializer: { } value }: yield return value; break;
                    case PropertyDeclarationSyntax { Initializer: { } value }: yield return value; break;
                }
            }
        }
    }

    /// <summary>How often a place is passed; null where no constants say so.</summary>
    private static long? Rounds(IOperation place)
    {
        var rounds = 1L;
        for (var (inner, around) = (place, place.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            long? times = around switch
            {
                IForLoopOperation loop when inner == loop.Body => RoundsOf(loop),
                IForEachLoopOperation loop when inner == loop.Body => Length(loop.Collection),
                ILoopOperation => inner.Syntax is StatementSyntax ? null : 1,
                IAnonymousFunctionOperation function => RoundsOf(function),
                IConditionalOperation condition when inner != condition.Condition => null,
                ISwitchOperation or ISwitchExpressionOperation or ITryOperation or ICoalesceOperation => null,
                _ => 1,
            };
            if (times is null) return null;
            rounds *= times.Value;
        }

        return rounds;
    }

    /// <summary><c>for (var i = 0; i &lt; 12; i++)</c></summary>
    private static long? RoundsOf(IForLoopOperation loop)
    {
        var start = loop.Before.Length == 1 ? loop.Before[0].Descendants().OfType<IVariableDeclaratorOperation>().FirstOrDefault() : null;
        if (start?.Initializer is not { Value: var from } || loop.AtLoopBottom is not [IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Kind: OperationKind.Increment, Target: ILocalReferenceOperation counter } }]) return null;
        if (loop.Condition is not IBinaryOperation { LeftOperand: ILocalReferenceOperation compared } condition || !Is(counter) || !Is(compared)) return null;
        if (Number(from) is not { } first || Number(condition.RightOperand) is not { } end) return null;
        return condition.OperatorKind switch
        {
            BinaryOperatorKind.LessThan => Math.Max(end - first, 0),
            BinaryOperatorKind.LessThanOrEqual => Math.Max(end - first + 1, 0),
            _ => null,
        };

        bool Is(ILocalReferenceOperation reference) => SymbolEqualityComparer.Default.Equals(reference.Local, start.Symbol);
    }

    /// <summary>A lambda of <c>Enumerable.Range(0, 12).Select(..)</c>.</summary>
    private static long? RoundsOf(IAnonymousFunctionOperation function)
    {
        IOperation? around = function.Parent;
        while (around is IDelegateCreationOperation or IConversionOperation or IArgumentOperation) around = around.Parent;
        return around is IInvocationOperation { TargetMethod.Name: "Select", Arguments: [var sequence, ..] } ? Length(sequence.Value) : null;
    }

    private static long? Length(IOperation sequence)
    {
        while (sequence is IConversionOperation conversion) sequence = conversion.Operand;
        return sequence switch
        {
            IInvocationOperation { TargetMethod: { Name: "Range" or "Repeat", ContainingType.Name: "Enumerable" }, Arguments: [_, var count] } => Number(count.Value),
            IArrayCreationOperation { Initializer: { } items } => items.ElementValues.Length,
            _ => null,
        };
    }

    private static long? Number(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: { } number } && number is int or long ? Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) : null;
}
