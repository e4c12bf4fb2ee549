using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Formulas;

/// <summary>What the author's own gradients add to the reading of a formula: their incoming gradients, and what their results are of.</summary>
internal static class BackwardReader
{
    /// <summary>The incoming gradients: one of the shape of each result.</summary>
    public static IEnumerable<FormulaValue> Incoming(GraphBuilder builder, FusedSignature signature, FormulaValue result, int index)
    {
        var values = result is TupleValue tuple ? tuple.Items : [result];
        var names = signature.Formula!.ReturnType is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(e => e.Name).ToList() : [];
        var updated = signature.Inputs.Where(i => i.IsUpdated).Select(i => i.Name).ToList();
        return values.Where((_, i) => i >= names.Count || !updated.Contains(names[i]))
            .Select((value, i) => value is TensorValue tensor ? new TensorValue(builder.Input(index + i, tensor.Shape.Axes), tensor.Shape) : FormulaValue.Unknown);
    }

    /// <summary>The gradients, by the names of the inputs; each must have the shape of its input.</summary>
    public static ImmutableArray<FormulaOutput> Outputs(FusedSignature signature, Layout layout, ImmutableArray<FormulaInput> inputs, FormulaValue gradients, Complaints complaints)
    {
        if (complaints.IsBroken || complaints.Count > 0) return [];
        var backward = signature.Backward!;
        var values = gradients is TupleValue tuple ? tuple.Items : [gradients];
        var names = backward.ReturnType is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(e => e.Name).ToList() : [inputs.First(i => i.IsTensor).Name];
        if (values.Length != names.Count) return [];
        var outputs = new List<FormulaOutput>();
        for (var i = 0; i < values.Length; i++)
        {
            var input = inputs.Select(x => x.Name).ToList().IndexOf(names[i]);
            if (OutputShapes.Complaint(values[i], layout, layout.ShapeOf(signature.Shapes[input])) is { } reason) complaints.Add(ComplaintKind.Shape, backward.Locations[0], names[i], reason, "");
            else if (values[i] is TensorValue tensor) outputs.Add(new(names[i], tensor.Node, tensor.Shape.Axes == tensor.Node.Extent ? null : tensor.Shape.Axes));
        }

        var order = inputs.Select(x => x.Name).ToList();
        return [.. outputs.OrderBy(o => order.IndexOf(o.Name))];
    }
}
