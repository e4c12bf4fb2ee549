using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>Reads the formula of a fused method into a graph.</summary>
public static class FormulaReader
{
    /// <summary>Each reading can ask for one thing more: channels, their rank, groups.</summary>
    private const int MostReadings = 4;

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
    public static FormulaReading Read(FusedSignature signature, Compilation compilation, CancellationToken token) => Read(signature, compilation, origins: null, token);

    /// <summary>As the other overloads, and notes where in the source the nodes come from.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="compilation">Where it is used.</param>
    /// <param name="origins">Takes the origins; null where nobody asks.</param>
    /// <param name="token">Stops the work.</param>
    /// <param name="alwaysBinds">Whether the compiler binds every body, also those that can be read without.</param>
    internal static FormulaReading Read(FusedSignature signature, Compilation compilation, FormulaOrigins? origins, CancellationToken token, bool alwaysBinds = false)
    {
        var method = signature.Method;
        if (!method.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree))) return FormulaMetadata.Read(method);
        if (signature.Formula is not { } formula || FormulaTypes.Of(compilation) is not { } types) return new(null, signature.Complaints);
        // Behind a wrong declaration the formula is wrong as well, and saying so would be a second message about one mistake.
        if (signature.Complaints.Any(c => c.Kind == ComplaintKind.Declaration)) return new(null, signature.Complaints);

        // Rows of any number of dimensions, unless the declaration or the formula says something else; it is read again in the layout that it asked for.
        var isMarked = signature.Shapes.Any(s => s is InputShape.PerChannel or InputShape.PerPosition or InputShape.PerInstance);
        var layout = signature.IsUpdate ? Layout.Matrix : isMarked ? Layout.Channels(0, hasGroups: false) : Layout.Rows;
        var evidence = new LayoutEvidence { Channels = isMarked, HasFeatures = signature.Shapes.Contains(InputShape.PerFeature) };
        var terms = new BodyTerms(compilation, alwaysBinds);
        var bodies = new HashSet<SyntaxTree>();
        var (result, gradients, complaints, groups) = Run();
        for (var again = 0; again < MostReadings && evidence.Choose(signature.IsUpdate, layout) is var better && !better.Equals(layout); again++)
        {
            layout = better;
            (result, gradients, complaints, groups) = Run();
        }

        // What there is to say about a formula, the compiler's own account of it says.
        if (terms.HasWritten && (complaints is not { Count: 0, IsBroken: false } || result == FormulaValue.Unknown || (signature.Backward is not null && gradients == FormulaValue.Unknown))) return Read(signature, compilation, origins, token, alwaysBinds: true);

        if (layout.HasChannels && signature.Shapes.IndexOf(InputShape.PerFeature) is >= 0 and var feature)
        {
            var parameter = signature.Method.Parameters[feature];
            complaints.Add(ComplaintKind.Declaration, parameter.Locations[0], method.Name, $"the formula is one over {layout.Element}, which has no features; parameter '{parameter.Name}' must be [PerChannel]");
        }

        if (result == FormulaValue.Unknown && complaints is { Count: 0, IsBroken: false }) complaints.AddUntraced(formula, compilation, token);
        else if (signature.Backward is { } own && gradients == FormulaValue.Unknown && complaints is { Count: 0, IsBroken: false }) complaints.AddUntraced(own, compilation, token);
        ImmutableArray<FormulaInput> inputs = [.. signature.Inputs.Select((input, i) => input.IsTensor ? input with { Extent = layout.ShapeOf(signature.Shapes[i]).Axes } : input)];
        var outputs = complaints.IsBroken || complaints.Count > 0 ? [] : Outputs(signature, layout, formula, result, complaints);
        if (signature.Inplace is >= 0 and var reused && complaints.Count == 0 && !outputs.IsEmpty && outputs[signature.InplaceResult].Extent != layout.Element.Axes)
            complaints.Add(ComplaintKind.Declaration, method.Parameters[reused].Locations[0], method.Name, $"the result is smaller than '{method.Parameters[reused].Name}', whose memory it would take");
        ImmutableArray<FormulaOutput> backward = signature.Backward is null || outputs.IsEmpty ? [] : BackwardReader.Outputs(signature, layout, inputs, gradients, complaints);
        var all = signature.Complaints.Concat(complaints.Items).ToEquatableArray();
        return new(all.Count > 0 || outputs.IsEmpty ? null : new(method.Name, inputs, outputs) { Rank = signature.IsUpdate ? 0 : layout.Rank, Groups = groups, Backward = backward }, all) { Bodies = [.. bodies] };

        (FormulaValue, FormulaValue, Complaints, Node?) Run()
        {
            origins?.Clear();
            var builder = new GraphBuilder();
            var found = new Complaints();
            var reader = new BodyReader(compilation, types, terms, builder, layout, signature.IsUpdate, evidence, found, origins, token);
            FormulaValue[] arguments = [.. signature.Inputs.Select((input, i) => Argument(builder, layout, input, signature.Shapes[i], i))];
            var result = reader.Call(formula, arguments);
            var gradients = signature.Backward is { } backward ? reader.Call(backward, [.. arguments, .. BackwardReader.Incoming(builder, signature, result, arguments.Length)]) : FormulaValue.Unknown;
            bodies.UnionWith(reader.Bodies);
            return (result, gradients, found, reader.Groups);
        }
    }

    private static FormulaValue Argument(GraphBuilder builder, Layout layout, FormulaInput input, InputShape shape, int index)
    {
        if (!input.IsTensor) return new NumberValue(builder.Input(index, Extent.Scalar), input.IsInteger);
        var own = layout.ShapeOf(shape);
        return new TensorValue(builder.Input(index, own.Axes), own);
    }

    private static ImmutableArray<FormulaOutput> Outputs(FusedSignature signature, Layout layout, IMethodSymbol formula, FormulaValue result, Complaints complaints)
    {
        var values = result is TupleValue tuple ? tuple.Items : [result];
        var updatedNames = signature.Inputs.Where(i => i.IsUpdated).Select(i => i.Name).ToList();
        var results = signature.IsUpdate ? [] : signature.Method.ReturnType is INamedTypeSymbol { IsTupleType: true } type ? type.TupleElements.Select(e => e.Name).ToList() : ["result"];
        var names = updatedNames.Count == 0 ? results
            : formula.ReturnType is not INamedTypeSymbol { IsTupleType: true } returned ? signature.IsUpdate ? updatedNames : results
            : [.. returned.TupleElements.Select(e => e.Name)];
        // Of a formula that does both, what bears no updated parameter's name is a result, in order.
        for (var (i, next) = (0, 0); updatedNames.Count > 0 && i < names.Count && next < results.Count; i++)
            if (!updatedNames.Contains(names[i])) names[i] = results[next++];
        if (values.Length != names.Count) return [];

        var outputs = new List<FormulaOutput>();
        for (var i = 0; i < values.Length; i++)
        {
            var updated = signature.Inputs.IndexOf(signature.Inputs.FirstOrDefault(x => x.IsUpdated && x.Name == names[i])!);
            if (OutputShapes.Complaint(values[i], layout, updated < 0 ? null : layout.ShapeOf(signature.Shapes[updated])) is { } reason) complaints.Add(ComplaintKind.Shape, formula.Locations[0], names[i], reason, "");
            else if (values[i] is TensorValue tensor) outputs.Add(new(names[i], tensor.Node, tensor.Shape.Axes == tensor.Node.Extent ? null : tensor.Shape.Axes));
        }

        // New values follow the parameters, behind the results.
        var order = signature.Inputs.Select(x => x.Name).ToList();
        return [.. outputs.Where(o => !updatedNames.Contains(o.Name)), .. outputs.Where(o => updatedNames.Contains(o.Name)).OrderBy(o => order.IndexOf(o.Name))];
    }
}
