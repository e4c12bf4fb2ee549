using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Formulas;

/// <content>Calls: TorchSharp's operations, <c>System.Math</c>, other fused methods, helper methods.</content>
internal sealed partial class BodyReader
{
    private static readonly Dictionary<(string Name, int Operands), Func<Lowering, Node[], Node>> MathFunctions = new()
    {
        [("Sqrt", 1)] = static (m, n) => m.Of(Operation.Sqrt, n[0]),
        [("Exp", 1)] = static (m, n) => m.Of(Operation.Exp, n[0]),
        [("Log", 1)] = static (m, n) => m.Of(Operation.Log, n[0]),
        [("Log", 2)] = static (m, n) => m.Divide(m.Of(Operation.Log, n[0]), m.Of(Operation.Log, n[1])),
        [("Log2", 1)] = static (m, n) => m.Log2(n[0]),
        [("Log10", 1)] = static (m, n) => m.Log10(n[0]),
        [("Abs", 1)] = static (m, n) => m.Of(Operation.Abs, n[0]),
        [("Sign", 1)] = static (m, n) => m.Of(Operation.Sign, n[0]),
        [("Tanh", 1)] = static (m, n) => m.Of(Operation.Tanh, n[0]),
        [("Pow", 2)] = static (m, n) => m.Of(Operation.Power, n[0], n[1]),
        [("Floor", 1)] = static (m, n) => m.Of(Operation.Floor, n[0]),
        [("Ceiling", 1)] = static (m, n) => m.Of(Operation.Ceiling, n[0]),
        [("Truncate", 1)] = static (m, n) => m.Of(Operation.Truncate, n[0]),
        [("Round", 1)] = static (m, n) => m.Of(Operation.Round, n[0]),
        [("Max", 2)] = static (m, n) => m.Of(Operation.Maximum, n[0], n[1]),
        [("Min", 2)] = static (m, n) => m.Of(Operation.Minimum, n[0], n[1]),
        [("Clamp", 3)] = static (m, n) => m.Of(Operation.Minimum, m.Of(Operation.Maximum, n[0], n[1]), n[2]),
    };

    private FormulaValue Invoke(CallTerm call)
    {
        var method = call.TargetMethod;
        if (FormulaTypes.IsTorch(method)) return Torch(new TorchCall(call));
        if (method.ContainingType?.ToDisplayString() is "System.Math" or "double") return MathCall(call);
        if (method.ContainingType?.ToDisplayString() == NormGenNames.CounterRandom) return RandomCall(call);
        if (method is { Name: "MoveToOuter", ContainingType.Name: "DisposeScope", Parameters.Length: 1 } && call.Arguments is [{ Parameter.Type: var moved, Value: var kept }] && types.IsTensor(moved)) return Read(kept);
        if (method.ContainingType?.ToDisplayString() == "System.MathF") return complaints.Add(ComplaintKind.NotFusable, call, "float rounds a number to seven digits, which costs a float64 tensor the rest", "Math." + method.Name);
        if (!method.IsStatic && method.MethodKind != MethodKind.LocalFunction)
            return complaints.Add(ComplaintKind.NotFusable, call, "it belongs to an object, whose state a kernel does not see", "a static method");
        if (calls.Contains(method, SymbolEqualityComparer.Default)) return complaints.Add(ComplaintKind.NotFusable, call, "it calls itself, and a kernel is one straight line");

        var arguments = call.Arguments.Where(a => a.Parameter is not null).OrderBy(a => a.Parameter!.Ordinal).Select(a => Read(a.Value)).ToList();
        if (arguments.Contains(FormulaValue.Unknown) || arguments.Count != method.Parameters.Length) return FormulaValue.Unknown;
        if (method.Parameters.Any(p => p.RefKind != RefKind.None)) return complaints.Add(ComplaintKind.NotFusable, call, "it takes a parameter by reference", "a tuple of results");
        if (FormulaTypes.IsFused(method)) return FusedCall(call, arguments);
        return Body(method) is null
            ? complaints.Add(ComplaintKind.NotFusable, call, "its source is not in this compilation and it is not a [Fused] method, so its formula is unknown")
            : Call(method, arguments);
    }

    private FormulaValue MathCall(CallTerm call)
    {
        var operands = call.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Read(a.Value)).ToList();
        if (operands.Any(o => o is not NumberValue)) return operands.Contains(FormulaValue.Unknown) ? FormulaValue.Unknown : NotPartOfAFormula(call);
        var n = operands.Select(NodeOf).ToArray();
        var integer = IsInteger(call.Type);
        return MathFunctions.TryGetValue((call.TargetMethod.Name, n.Length), out var make) ? new NumberValue(make(math, n), integer)
            : complaints.Add(ComplaintKind.NotFusable, call, "kernels compute numbers with Sqrt, Pow, Exp, Log, Abs, Sign, Tanh, Floor, Ceiling, Truncate, Round, Max, Min and Clamp", "a double parameter of the formula, computed by its caller");
    }

    /// <summary>Another fused method: its formula becomes part of this graph, from source or from metadata.</summary>
    private FormulaValue FusedCall(CallTerm call, List<FormulaValue> arguments)
    {
        var signature = FusedSignature.Read(call.TargetMethod, compilation, token);
        if (signature is null || signature.Inplace >= 0 || signature.Inputs.Any(i => i.IsUpdated)) return complaints.Add(ComplaintKind.NotFusable, call, "it is an update in place; a formula only computes");
        if (call.TargetMethod.GetAttributes().Any(a => a.NamedArguments.Any(n => n.Key == "Backward")) && FormulaTypes.IsFused(call.TargetMethod))
            return complaints.Add(ComplaintKind.NotFusable, call, "its gradients are its own and would be lost inside another formula", "the call outside the formula");
        var isFromMetadata = !call.TargetMethod.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree));
        var metadata = isFromMetadata ? FormulaMetadata.Read(call.TargetMethod) : null;
        if (metadata?.Graph is { } known && !AskForLayout(known)) return FormulaValue.Unknown;
        for (var i = 0; i < arguments.Count && i < signature.Inputs.Length; i++)
        {
            var input = signature.Inputs[i];
            var expected = layout.ShapeOf(signature.Shapes[i]);
            if (input.IsTensor && arguments[i] is TensorValue { IsMask: false } tensor && tensor.Shape != expected)
                return complaints.Add(ComplaintKind.Shape, call, $"its parameter '{input.Name}' has shape {expected}, the argument has {tensor.Shape}");
            if (input.IsTensor ? arguments[i] is not TensorValue { IsMask: false } : arguments[i] is not NumberValue) return NotPartOfAFormula(call);
        }

        if (metadata is not null) return FusedFromMetadata(call, metadata, arguments);

        // What is wrong inside the called formula is reported where it stands; only a circle is nobody's own.
        var before = complaints.Count;
        fusedDepth++;
        var result = signature.Formula is { } formula ? FusedFromSource(signature, formula, arguments) : Broken();
        fusedDepth--;
        complaints.Forget(before);
        if (!hasCircle || fusedDepth > 0) return result;
        hasCircle = false;
        return complaints.Add(ComplaintKind.NotFusable, call, "its formula leads back to this one, and a kernel is one straight line");
    }

    private FormulaValue FusedFromSource(FusedSignature signature, IMethodSymbol formula, List<FormulaValue> arguments)
    {
        if (calls.Contains(formula, SymbolEqualityComparer.Default))
        {
            hasCircle = true;
            return FormulaValue.Unknown;
        }

        return signature.Complaints.Count > 0 ? Broken() : Call(formula, arguments);
    }

    /// <summary>Whether this layout has all that a graph from metadata speaks of; where it has not, the formula is read again in one that has.</summary>
    private bool AskForLayout(FormulaGraph graph)
    {
        var hasChannels = (graph.Element & Extent.Channel) != 0;
        evidence.Channels |= hasChannels && !layout.HasChannels;
        evidence.Groups |= hasChannels && graph.Groups is not null;
        evidence.FeatureGroups |= !hasChannels && graph.Groups is not null && !layout.HasChannels;
        evidence.Rows |= graph.IsMatrix && !layout.HasOneRowDimension;
        if (hasChannels && graph.Rank > 0) evidence.HasRank(graph.Rank);
        return layout.Equals(evidence.Choose(isUpdate, layout));
    }

    private FormulaValue FusedFromMetadata(CallTerm call, FormulaReading reading, List<FormulaValue> arguments)
    {
        var assembly = call.TargetMethod.ContainingAssembly?.Name;
        if (reading.Graph is not { } graph) return complaints.Add(ComplaintKind.NotFusable, call, $"its formula in {assembly} cannot be read: {reading.Complaints[0].Reason}");
        var nodes = arguments.Select(NodeOf).ToArray();
        if (layout.HasChannels != ((graph.Element & Extent.Channel) != 0)) return complaints.Add(ComplaintKind.NotFusable, call, $"its formula in {assembly} is one over {(layout.HasChannels ? "rows, which are another thing than" : "channels, of which there are none in")} {layout.Element}");
        if (graph.Rank > 0 && graph.Rank != layout.Rank) return complaints.Add(ComplaintKind.NotFusable, call, $"its formula in {assembly} is one over {graph.Rank} dimensions, this one over {layout.Element}");
        if (graph.Groups is { } groups && !(layout.HasGroups && UseGroups(new(groups.Operation == Operation.Input ? nodes[groups.Index] : math.Number(groups.Value), IsInteger: true))))
            return complaints.Add(ComplaintKind.NotFusable, call, $"its formula in {assembly} cuts into another number of groups, and a kernel has one");

        // Where this formula has groups and the called one does not, what is one axis there is two here.
        var cut = !layout.HasGroups || graph.Groups is not null ? Extent.Scalar : layout.HasChannels ? Extent.Channel : Extent.Feature;
        Extent Here(Extent axes) => (axes & cut) != 0 ? axes | Extent.Group : axes;
        var import = new GraphImport(math, nodes, Here);
        var isFloat32 = arguments.Any(a => a is TensorValue { IsFloat32: true });
        var outputs = graph.Outputs.Select(o => (FormulaValue)new TensorValue(import.Of(o.Value), layout.ShapeOfResult(Here(o.Extent))) { IsFloat32 = isFloat32 }).ToImmutableArray();
        return outputs.Length == 1 ? outputs[0] : new TupleValue(outputs);
    }
}
