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
            : complaints.Add(ComplaintKind.NotFusable, call, "kernels compute numbers with Sqrt, Pow, Exp, Log, Abs, Sign, Tanh, Max, Min and Clamp");
    }

    /// <summary>Another fused method: its formula becomes part of this graph, from source or from metadata.</summary>
    private FormulaValue FusedCall(CallTerm call, List<FormulaValue> arguments)
    {
        var signature = FusedSignature.Read(call.TargetMethod, compilation, token);
        if (signature is null || signature.Inplace >= 0 || signature.Inputs.Any(i => i.IsUpdated)) return complaints.Add(ComplaintKind.NotFusable, call, "it is an update in place; a formula only computes");
        if (call.TargetMethod.GetAttributes().Any(a => a.NamedArguments.Any(n => n.Key == "Backward")) && FormulaTypes.IsFused(call.TargetMethod))
            return complaints.Add(ComplaintKind.NotFusable, call, "its gradients are its own and would be lost inside another formula", "the call outside the formula");
        for (var i = 0; i < arguments.Count && i < signature.Inputs.Length; i++)
        {
            var input = signature.Inputs[i];
            var expected = layout.ShapeOf(signature.Shapes[i]);
            if (input.IsTensor && arguments[i] is TensorValue { IsMask: false } tensor && tensor.Shape != expected)
                return complaints.Add(ComplaintKind.Shape, call, $"its parameter '{input.Name}' has shape {expected}, the argument has {tensor.Shape}");
            if (input.IsTensor ? arguments[i] is not TensorValue { IsMask: false } : arguments[i] is not NumberValue) return NotPartOfAFormula(call);
        }

        if (!call.TargetMethod.DeclaringSyntaxReferences.Any(r => compilation.ContainsSyntaxTree(r.SyntaxTree))) return FusedFromMetadata(call, arguments);

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

    private FormulaValue FusedFromMetadata(CallTerm call, List<FormulaValue> arguments)
    {
        var reading = FormulaMetadata.Read(call.TargetMethod);
        if (reading.Graph is not { } graph) return complaints.Add(ComplaintKind.NotFusable, call, $"its formula in {call.TargetMethod.ContainingAssembly?.Name} cannot be read: {reading.Complaints[0].Reason}");
        if (graph.HasSegments || graph.Outputs.Any(o => o.Value.Extent != Extent.Element))
            return complaints.Add(ComplaintKind.NotFusable, call, "formulas over channels, and those with results that are no rows, are fused from source only", "a helper method with the same formula");
        if (layout.HasChannels) return complaints.Add(ComplaintKind.NotFusable, call, $"its rows are another thing than the channels of {layout.Element}");
        var nodes = arguments.Select(NodeOf).ToArray();
        var outputs = graph.Outputs.Select(o => (FormulaValue)new TensorValue(builder.Import(o.Value, nodes), layout.Element)).ToImmutableArray();
        return outputs.Length == 1 ? outputs[0] : new TupleValue(outputs);
    }
}
