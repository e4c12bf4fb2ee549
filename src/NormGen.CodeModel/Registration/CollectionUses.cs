using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>How a class uses the collections in some of its members: what it puts into them, and whether it lets them, or an item, out of its hands.</summary>
internal sealed class CollectionUses
{
    private readonly Dictionary<ISymbol, List<IOperation>> made = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> escaped = new(SymbolEqualityComparer.Default);

    private CollectionUses()
    {
    }

    /// <summary>What is made for a collection and nothing else; null where something comes from elsewhere, or goes elsewhere.</summary>
    public IReadOnlyList<IOperation>? Made(ISymbol member) => escaped.Contains(member) || !made.TryGetValue(member, out var items) ? null : items;

    /// <summary>Reads all members of a class.</summary>
    public static CollectionUses Read(INamedTypeSymbol type, IReadOnlyList<ISymbol> members, SourceOperations source)
    {
        var uses = new CollectionUses();
        var looked = new HashSet<ISymbol>(members, SymbolEqualityComparer.Default);
        foreach (var node in type.DeclaringSyntaxReferences.SelectMany(place => place.GetSyntax(source.Token) is TypeDeclarationSyntax declaration ? declaration.Members : []))
        {
            foreach (var root in Roots(node).Select(source.Operation).OfType<IOperation>())
            {
                foreach (var operation in root.DescendantsAndSelf())
                {
                    if (operation is ISymbolInitializerOperation initializer) uses.ReadInitializer(initializer, looked);
                    else if (Members.OfThis(operation) is { } member && looked.Contains(member)) uses.ReadUse(member, operation);
                }
            }
        }

        return uses;
    }

    private static IEnumerable<SyntaxNode> Roots(MemberDeclarationSyntax member) => member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer).OfType<SyntaxNode>(),
        PropertyDeclarationSyntax property => new SyntaxNode?[] { property.Initializer, property.ExpressionBody }.Concat(property.AccessorList?.Accessors ?? []).OfType<SyntaxNode>(),
        BaseMethodDeclarationSyntax method => [method],
        _ => [],
    };

    private void ReadInitializer(ISymbolInitializerOperation initializer, HashSet<ISymbol> looked)
    {
        IEnumerable<ISymbol> targets = initializer switch { IFieldInitializerOperation field => field.InitializedFields, IPropertyInitializerOperation property => property.InitializedProperties, _ => [] };
        foreach (var member in targets.Where(looked.Contains)) Put(member, initializer.Value);
    }

    private void ReadUse(ISymbol member, IOperation use)
    {
        var (inner, place) = (use, use.Parent);
        while (place is IConversionOperation or IParenthesizedOperation) (inner, place) = (place, place.Parent);
        switch (place)
        {
            case ISimpleAssignmentOperation assignment when assignment.Target == inner:
                Put(member, assignment.Value);
                break;
            case IInvocationOperation { TargetMethod.Name: "Add", Arguments: [.., var item] } add when add.Instance == inner:
                PutItem(member, item.Value);
                break;
            case IInvocationOperation { TargetMethod.Name: "Count" or "ContainsKey" or "Clear" or "Reverse" } query when query.Instance == inner:
            case IForEachLoopOperation:
            case IMemberReferenceOperation { Member.Name: "Count" or "Length" or "Keys" }:
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true } or IArrayElementReferenceOperation:
                ReadItem(member, place);
                break;
            default:
                escaped.Add(member);
                break;
        }

        if (place is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol: var item0 } } loop) ReadLoop(member, loop, item0);
        else if (place is IForEachLoopOperation) escaped.Add(member);
    }

    /// <summary>An item by its index: set, or called.</summary>
    private void ReadItem(ISymbol member, IOperation item)
    {
        if (item.Parent is ISimpleAssignmentOperation assignment && assignment.Target == item) PutItem(member, assignment.Value);
        else if (!IsCalled(item)) escaped.Add(member);
    }

    private void ReadLoop(ISymbol member, IForEachLoopOperation loop, ILocalSymbol item)
    {
        var items = loop.Body.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, item));
        if (items.Any(reference => !IsCalled(reference))) escaped.Add(member);
    }

    /// <summary>Whether a module is only run, or a parameter only computed with: everything else may be what registers, moves or trains it.</summary>
    private static bool IsCalled(IOperation item)
    {
        var place = item.Parent;
        while (place is IConversionOperation or IParenthesizedOperation) place = place.Parent;
        if (KnownModules.IsParameter(item.Type)) return place is IBinaryOperation or IInvocationOperation { TargetMethod.Name: "matmul" or "mm" or "mul" or "add" } or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "matmul" or "mm" or "mul" or "add" or "linear" } };
        return place is IInvocationOperation { TargetMethod.Name: "call" or "forward" } call && call.Instance is not null && SingleValues.Bare(call.Instance) == item;
    }

    private void Put(ISymbol member, IOperation collection)
    {
        switch (SingleValues.Bare(collection))
        {
            case IArrayCreationOperation array:
                foreach (var item in array.Initializer?.ElementValues ?? []) PutItem(member, item);
                break;
            case ICollectionExpressionOperation listed:
                foreach (var item in listed.Elements) PutItem(member, item);
                break;
            case IObjectCreationOperation { Arguments: var arguments } created when arguments.All(argument => argument.Value.Type is { SpecialType: SpecialType.System_Int32 }):
                foreach (var add in created.Initializer?.Initializers ?? [])
                {
                    var item = add switch { IInvocationOperation { Arguments: [.., var last] } => last.Value, ISimpleAssignmentOperation { Value: var value } => value, _ => null };
                    if (item is null) escaped.Add(member);
                    else PutItem(member, item);
                }

                break;
            case { ConstantValue: { HasValue: true, Value: null } }:
                break;
            default:
                escaped.Add(member);
                break;
        }
    }

    /// <summary>An item counts that is made right here; a field, a parameter or a local that is used elsewhere may be registered there.</summary>
    private void PutItem(ISymbol member, IOperation item)
    {
        var value = SingleValues.Bare(item);
        if (value is ILocalReferenceOperation local)
        {
            var references = SingleValues.Root(local).Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local.Local)).ToList();
            if (references.Any(reference => reference != local && reference.Parent is not (IMemberReferenceOperation or IConversionOperation { Parent: IMemberReferenceOperation }))) value = null;
            else value = SingleValues.Of(local) is { } only ? SingleValues.Bare(only) : null;
        }

        var isMade = value is IObjectCreationOperation || value is IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false } factory } && KnownModules.IsTorchSharp(factory.ContainingType);
        if (!isMade)
        {
            escaped.Add(member);
            return;
        }

        if (!made.TryGetValue(member, out var items)) made[member] = items = [];
        items.Add(value!);
    }
}
