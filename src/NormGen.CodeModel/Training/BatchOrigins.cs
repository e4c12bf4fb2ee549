using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>What the values of one body are made of: through its locals, in whatever order it assigns them.</summary>
internal sealed class BatchOrigins
{
    private static readonly HashSet<string> Joins = ["cat", "concat", "concatenate", "stack", "vstack", "hstack", "dstack"];

    // Behind these no gradient comes back: what an attack or a teacher computed is data.
    private static readonly HashSet<string> Cuts = ["detach", "detach_", "item", "grad"];

    private readonly Func<IOperation, BatchOrigin> seed;
    private readonly Dictionary<ISymbol, BatchOrigin> variables = new(SymbolEqualityComparer.Default);

    /// <summary>Follows a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="seed">What an operation is made of in itself.</param>
    public BatchOrigins(IOperation body, Func<IOperation, BatchOrigin> seed)
    {
        this.seed = seed;
        var writes = body.DescendantsAndSelf().SelectMany(Writes).ToList();
        for (var grows = true; grows;)
        {
            grows = false;
            foreach (var (variable, value) in writes)
            {
                variables.TryGetValue(variable, out var before);
                var after = before | Of(value);
                variables[variable] = after;
                grows |= after != before;
            }
        }
    }

    /// <summary>What a value is made of.</summary>
    public BatchOrigin Of(IOperation value)
    {
        if (IsNoData(value.Type)) return BatchOrigin.None;
        var origin = seed(value);
        if (SingleValues.Symbol(value) is { } variable && variables.TryGetValue(variable, out var known)) origin |= known;
        foreach (var part in value.ChildOperations) origin |= Of(part);
        if (value is not IInvocationOperation { TargetMethod: var method } || !TorchTypes.IsOfTorchSharp(method)) return origin;
        if (Cuts.Contains(method.Name)) return origin & (BatchOrigin.Contrastive | BatchOrigin.Joined);
        return Joins.Contains(method.Name) ? origin | BatchOrigin.Joined : origin;
    }

    /// <summary>Shapes, counts and devices of a batch say nothing about what is in it.</summary>
    private static bool IsNoData(ITypeSymbol? type) => type is { SpecialType: not SpecialType.None and not SpecialType.System_Object and not SpecialType.System_Void }
        || type is IArrayTypeSymbol { ElementType.SpecialType: not SpecialType.None } || type is { TypeKind: TypeKind.Enum } or { Name: "Device" };

    private static IEnumerable<(ISymbol Variable, IOperation Value)> Writes(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Symbol: var declared } declarator when (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer:
                yield return (declared, initializer.Value);
                break;
            case IDeconstructionAssignmentOperation { Target: var target, Value: var parts }:
                foreach (var variable in target.DescendantsAndSelf().Select(SingleValues.Symbol).OfType<ISymbol>()) yield return (variable, parts);
                break;
            case IAssignmentOperation { Target: var target, Value: var value } when SingleValues.Symbol(target) is { } variable:
                yield return (variable, value);
                break;
            case IForEachLoopOperation { Collection: var collection, Locals: var locals }:
                foreach (var local in locals) yield return (local, collection);
                break;
        }
    }
}
