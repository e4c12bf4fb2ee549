using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;

namespace NormGen.CodeModel.Formulas;

/// <summary>Reads the formula of a fused method into a graph.</summary>
public static class FormulaReader
{
    /// <summary>Reads it from the formula's source where the compilation has it, else from the graph in the metadata.</summary>
    /// <param name="fusedMethod">A method that carries <c>[Fused]</c>.</param>
    /// <param name="compilation">Where it is used.</param>
    /// <param name="token">Stops the work.</param>
    public static FormulaReading Read(IMethodSymbol fusedMethod, Compilation compilation, CancellationToken token)
        => FusedSignature.Read(fusedMethod, compilation, token) is { } signature ? Read(signature, compilation, token) : new(null, default);

    /// <summary>As the other overload, for a signature that has been read already.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="compilation">Where it is used.</param>
    /// <param name="token">Stops the work.</param>
    public static FormulaReading Read(FusedSignature signature, Compilation compilation, CancellationToken token)
    {
        var method = signature.Method;
        if (!method.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree))) return FormulaMetadata.Read(method);
        if (signature.Formula is not { } formula || FormulaTypes.Of(compilation) is not { } types) return new(null, signature.Complaints);
        // Behind a wrong declaration the formula is wrong as well, and saying so would be a second message about one mistake.
        if (signature.Complaints.Any(c => c.Kind == ComplaintKind.Declaration)) return new(null, signature.Complaints);

        // Rows of any number of dimensions, unless the formula speaks of the first of two.
        var (result, complaints, speaksOfRows) = Run(signature.IsUpdate);
        if (speaksOfRows) (result, complaints, _) = Run(isMatrix: true);
        if (result == FormulaValue.Unknown && complaints is { Count: 0, IsBroken: false }) complaints.AddUntraced(formula, compilation, token);
        var outputs = complaints.IsBroken || complaints.Count > 0 ? [] : Outputs(signature, formula, result, complaints);
        var all = signature.Complaints.Concat(complaints.Items).ToEquatableArray();
        return new(all.Count > 0 || outputs.IsEmpty ? null : new(method.Name, signature.Inputs, outputs), all);

        (FormulaValue, Complaints, bool) Run(bool isMatrix)
        {
            var builder = new GraphBuilder();
            var found = new Complaints();
            var reader = new BodyReader(compilation, types, builder, isMatrix, found, token);
            return (reader.Call(formula, [.. signature.Inputs.Select((input, i) => Argument(builder, input, i))]), found, reader.SpeaksOfRows);
        }
    }

    private static FormulaValue Argument(GraphBuilder builder, FormulaInput input, int index) => input.IsTensor
        ? new TensorValue(builder.Input(index, input.Extent), input.Extent == Extent.Feature ? TensorShape.PerFeature : TensorShape.Element)
        : new NumberValue(builder.Input(index, input.Extent), IsInteger: false);

    private static ImmutableArray<FormulaOutput> Outputs(FusedSignature signature, IMethodSymbol formula, FormulaValue result, Complaints complaints)
    {
        var values = result is TupleValue tuple ? tuple.Items : [result];
        var names = signature.IsUpdate
            ? formula.ReturnType.IsTupleType ? ((INamedTypeSymbol)formula.ReturnType).TupleElements.Select(e => e.Name).ToList() : signature.Inputs.Where(i => i.IsUpdated).Select(i => i.Name).ToList()
            : signature.Method.ReturnType is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(e => e.Name).ToList() : ["result"];
        if (values.Length != names.Count) return [];

        var outputs = new List<FormulaOutput>();
        for (var i = 0; i < values.Length; i++)
        {
            var input = signature.Inputs.FirstOrDefault(x => x.IsUpdated && x.Name == names[i]);
            var extent = input?.Extent ?? Extent.Element;
            if (OutputComplaint(values[i], extent) is { } reason) complaints.Add(ComplaintKind.Shape, formula.Locations[0], names[i], reason, "");
            else if (values[i] is TensorValue tensor) outputs.Add(new(names[i], tensor.Node));
        }

        // An update's outputs follow its parameters.
        var order = signature.Inputs.Select(x => x.Name).ToList();
        return signature.IsUpdate ? [.. outputs.OrderBy(o => order.IndexOf(o.Name))] : [.. outputs];
    }

    private static string? OutputComplaint(FormulaValue value, Extent extent)
    {
        if (value is not TensorValue tensor) return "the formula does not return a tensor for it";
        if (tensor.IsMask) return "it is a tensor of bool; write torch.where(condition, 1.0, 0.0) or .to(x.dtype)";
        var shape = extent == Extent.Feature ? TensorShape.PerFeature : TensorShape.Element;
        return tensor.Shape == shape ? null : $"the result has shape {tensor.Shape}; a kernel writes {shape}";
    }
}
