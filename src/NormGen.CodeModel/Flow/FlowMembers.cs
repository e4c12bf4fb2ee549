using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>Reads fields and properties of modules and tensors.</summary>
internal static class FlowMembers
{
    /// <summary>A field or automatic property.</summary>
    public static FlowValue Read(FlowReader reader, FlowFrame frame, FlowValue? instance, ISymbol member, ITypeSymbol type)
    {
        switch (instance)
        {
            case ModuleValue { Module: var module, IsOtherIndex: var isOther }:
                if (module.ChildrenByMember.TryGetValue(member, out var child)) return new ModuleValue(child, isOther);
                if (module.ParametersByMember.TryGetValue(member, out var parameter)) return new TensorValue(FlowNodes.Weight(parameter, isOther));
                if (KnownModules.IsParameter(type) && module.Parameter(member.Name) is { } known) return new TensorValue(FlowNodes.Weight(known, isOther));
                if (reader.Stored.TryGetValue((module, member), out var stored)) return stored;
                if (KnownModules.IsTensor(type)) return new TensorValue(new FlowNode(FlowKind.Constant));
                if (KnownModules.IsModule(type) || HoldsModules(type)) return reader.Unknown([instance]);
                return new PlainValue(new Fact(null, module.Path + "." + member.Name));
            case ManyValue many when member is IFieldSymbol { ContainingType.IsTupleType: true } field:
                var tuple = field.ContainingType.TupleElements;
                for (var i = 0; i < tuple.Length && i < many.Items.Length; i++)
                {
                    if (tuple[i].Name == field.Name || "Item" + (i + 1) == field.Name) return many.Items[i];
                }

                return reader.Unknown([instance]);
            case null or PlainValue:
                return KnownModules.IsTensor(type) ? new TensorValue(new FlowNode(FlowKind.Constant)) : FlowValue.Plain;
            default:
                return reader.Unknown([instance]);
        }
    }

    /// <summary>A property or an indexer.</summary>
    public static FlowValue ReadProperty(FlowReader reader, FlowFrame frame, FlowExpressions expressions, IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        var instance = reference.Instance is null ? null : expressions.Evaluate(reference.Instance);
        if (property.IsIndexer) return ReadIndexer(reader, frame, expressions, reference, instance!);
        if (instance is TensorValue { Node: var whole } && property.Name == "shape") reader.Sizes.Add(new(whole, AxisOf(reference), reference.Syntax));
        switch (instance)
        {
            case TensorValue { Node: var node }:
                return property.Name switch
                {
                    "shape" => new PlainValue(Fact.Unknown, FlowExpressions.AllDimensions),
                    "T" or "mT" or "H" or "mH" => new TensorValue(new FlowNode(FlowKind.Transpose, node) { Axes = [-1, -2], Rank = node.Rank }),
                    _ when KnownModules.IsTensor(property.Type) => FlowNodes.Other([node]),
                    _ => FlowValue.Plain,
                };
            case ModuleValue module when !KnownModules.IsTorchSharp(property.ContainingType):
                var definition = property.OriginalDefinition;
                if (module.Module.ChildrenByMember.ContainsKey(definition) || module.Module.ParametersByMember.ContainsKey(definition)) return Read(reader, frame, module, definition, property.Type);
                if (property.GetMethod is { } getter && reader.Source.Body(getter) is not null) return reader.Invoke(getter, module, [], frame.Depth + 1);
                return Read(reader, frame, module, definition, property.Type);
            case null when property.GetMethod is { } shared && reader.Source.Body(shared) is not null:
                return reader.Invoke(shared, null, [], frame.Depth + 1);
            default:
                return Read(reader, frame, instance, property.OriginalDefinition, property.Type);
        }
    }

    private static FlowValue ReadIndexer(FlowReader reader, FlowFrame frame, FlowExpressions expressions, IPropertyReferenceOperation reference, FlowValue instance)
    {
        var indices = reference.Arguments.Select(argument => argument.Value).ToList();
        switch (instance)
        {
            case ModuleValue { Module.Kind: ModuleKind.List or ModuleKind.Sequential } list:
                return Item(reader, frame, expressions, list, indices[0]);
            case TensorValue { Node: var node }:
                var selected = indices.Select(expressions.Evaluate).SelectMany(value => value.Tensors).ToList();
                return new TensorValue(node.Kind == FlowKind.Weight && indices.Count == 1 ? new FlowNode(FlowKind.Lookup, [node, .. selected]) : new FlowNode(FlowKind.Rearrange, [node, .. selected]) { Touched = LastIndexed(reference) });
            default:
                return expressions.Element(instance, indices.Count == 0 ? FlowValue.Plain : expressions.Evaluate(indices[0]));
        }
    }

    /// <summary>The axis in <c>x.shape[2]</c>, <c>x.shape[^1]</c>.</summary>
    private static int? AxisOf(IPropertyReferenceOperation shape) => shape.Parent is IArrayElementReferenceOperation { Indices: [var index] } ? index switch
    {
        { ConstantValue: { HasValue: true, Value: int axis } } => axis,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: int fromEnd } } => -fromEnd,
        _ => null,
    } : null;

    /// <summary>The last axis that <c>x[i, j]</c> indexes; null where an ellipsis stands for any number of axes, or a mask for several.</summary>
    private static int? LastIndexed(IPropertyReferenceOperation reference)
        => reference.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field.Name: "Ellipsis" or "None" or "Null" } or IPropertyReferenceOperation { Property.Name: "Ellipsis" or "None" or "Null" } || KnownModules.IsTensor(part.Type) && part is not IConversionOperation)) ? null
            : reference.Arguments is [{ ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer.ElementValues: var items } }] ? items.Length - 1 : reference.Arguments.Length - 1;

    /// <summary>A module of a list.</summary>
    public static FlowValue Item(FlowReader reader, FlowFrame frame, FlowExpressions expressions, ModuleValue list, IOperation at)
    {
        var children = list.Module.Children;
        var index = expressions.Evaluate(at);
        var isLater = at.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local => frame.LaterRounds.Contains(local.Local));
        if (index is PlainValue { Fact.Constant: { } key } && list.Module.Child(System.Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture)) is { } named) return new ModuleValue(named, list.IsOtherIndex);
        if (children is [{ IsAny: true } any]) return new ModuleValue(any, list.IsOtherIndex || isLater);

        // Items registered under names of their own: their order is that of the list.
        if (list.Module.Name.Length == 0 && index is PlainValue { Fact.Whole: { } place } && place >= 0 && place < children.Count && !children.Exists(child => child.IsAny)) return new ModuleValue(children[(int)place], list.IsOtherIndex);
        return reader.Unknown([list]);
    }

    private static bool HoldsModules(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => KnownModules.IsModule(array.ElementType) || KnownModules.IsTensor(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } named => named.TypeArguments.Any(argument => KnownModules.IsModule(argument) || KnownModules.IsTensor(argument)),
        _ => false,
    };
}
