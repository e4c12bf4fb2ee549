using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>TorchSharp's operations: which there are, and what of a call is common to all.</content>
internal sealed partial class BodyReader
{
    private static readonly Dictionary<string, Func<BodyReader, TorchCall, FormulaValue>> Known = PointwiseCalls().Concat(ActivationCalls()).Concat(ReductionCalls()).Concat(ShapeCalls())
        .ToDictionary(p => p.Key, p => p.Value);

    /// <summary>The names of TorchSharp's operations that are read.</summary>
    internal static IEnumerable<string> OperationNames => Known.Keys;

    /// <summary>The functions of <c>System.Math</c> that are read.</summary>
    internal static IEnumerable<string> MathNames => MathFunctions.Keys.Select(k => k.Name);

    /// <summary>What to write instead of operations that are no primitives, where there is something.</summary>
    private static readonly Dictionary<string, string> Rewrites = new()
    {
        ["expm1"] = "x.exp() - 1",
        ["log1p"] = "(1 + x).log()",
        ["float_power"] = "x.pow(2)",
        ["fmax"] = "torch.maximum(a, b)",
        ["fmin"] = "torch.minimum(a, b)",
        ["item"] = "the tensor itself",
        ["ToDouble"] = "the tensor itself",
        ["ToSingle"] = "the tensor itself",
        ["ToScalar"] = "the tensor itself",
        ["normalize"] = "x / x.norm(-1, keepdim: true).clamp_min(eps)",
        ["layer_norm"] = "(x - x.mean([-1L], keepdim: true)) * torch.rsqrt(x.var(-1, unbiased: false, keepdim: true) + eps) * weight + bias",
    };

    private FormulaValue Torch(TorchCall call)
    {
        if (call.Invocation.Arguments.Any(a => a.Value is InvalidTerm)) return Broken();
        if (Known.TryGetValue(call.Name, out var read)) return Accepts(call) ? read(this, call) : FormulaValue.Unknown;
        if (call.Name.EndsWith("_", StringComparison.Ordinal))
            return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "it writes into its operand; a formula only computes", call.Name.TrimEnd('_'));
        return complaints.Add(ComplaintKind.NotFusable, call.Invocation, "it has no form in a kernel", Rewrites.TryGetValue(call.Name, out var rewrite) ? rewrite : "");
    }

    /// <summary>Refuses the optional arguments that change the element type or write somewhere.</summary>
    private bool Accepts(TorchCall call)
    {
        if (call.Flag("inplace", absent: false) != false) return Refuse("inplace", "it writes into its operand; a formula only computes", "inplace: false");
        if (call.IsGiven("out") && Read(call.Named("out")!) != FormulaValue.Null) return Refuse("out", "it writes into another tensor; a formula only computes", "the call without 'out'");
        foreach (var name in new[] { "type", "dtype" })
        {
            if (call.Name is "to" or "to_type" or "sum" || !call.IsGiven(name)) continue;
            if (Peek(call.Named(name)!) is not (true or null)) return Refuse(name, "a kernel computes in the type of its tensors", $"the call without '{name}'");
        }

        return true;

        bool Refuse(string argument, string reason, string rewrite)
        {
            complaints.Add(ComplaintKind.NotFusable, (Term?)call.Arguments.FirstOrDefault(a => a.Parameter!.Name == argument) ?? call.Invocation, reason, rewrite);
            return false;
        }
    }

    /// <summary>Whether a type argument is the formula's own type (or null, which keeps it).</summary>
    private bool? Peek(Term type)
    {
        while (type is ConversionTerm { Operand: var inner }) type = inner;
        if (type.ConstantValue is { HasValue: true, Value: null } || type is DefaultTerm) return true;
        return type is PropertyTerm { Property.Name: "dtype", Instance: not null };
    }

    /// <summary>A call's receiver as a tensor; null if it is none (then it has been complained about).</summary>
    private TensorValue? Receiver(TorchCall call) => call.Receiver is null ? null : AsTensor(Read(call.Receiver), call.Invocation);

    private TensorValue? AsTensor(FormulaValue value, Term at)
    {
        switch (value)
        {
            case TensorValue tensor: return tensor;
            case NumberValue number: return new(number.Node, TensorShape.Scalar);
            case SizeValue size: return AsNumber(at, size) is { } count ? new(count.Node, TensorShape.Scalar) : null;
            case var _ when value != FormulaValue.Unknown:
                NotPartOfAFormula(at);
                return null;
            default: return null;
        }
    }

    /// <summary>As <see cref="Receiver"/>, of the formula's type.</summary>
    private TensorValue? NumericReceiver(TorchCall call)
    {
        var tensor = Receiver(call);
        if (tensor is not { IsMask: true }) return tensor;
        OnMask(call.Invocation);
        return null;
    }

    private FormulaValue Operand(TorchCall call, int index) => index < call.Arguments.Length ? Read(call.Arguments[index].Value) : FormulaValue.Null;

    private static KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>> Entry(string name, Func<BodyReader, TorchCall, FormulaValue> read) => new(name, read);
}
