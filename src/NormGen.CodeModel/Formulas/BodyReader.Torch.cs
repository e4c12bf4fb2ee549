using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>TorchSharp's operations: which there are, and what of a call is common to all.</content>
internal sealed partial class BodyReader
{
    private static readonly Dictionary<string, Func<BodyReader, TorchCall, FormulaValue>> Known = PointwiseCalls().Concat(ConditionCalls()).Concat(ActivationCalls()).Concat(ReductionCalls()).Concat(ShapeCalls())
        .ToDictionary(p => p.Key, p => p.Value);

    /// <summary>The names of TorchSharp's operations that are read.</summary>
    internal static IEnumerable<string> OperationNames => Known.Keys;

    /// <summary>The functions of <c>System.Math</c> that are read.</summary>
    internal static IEnumerable<string> MathNames => MathFunctions.Keys.Select(k => k.Name);

    private FormulaValue Torch(TorchCall call)
    {
        if (call.Invocation.Arguments.Any(a => a.Value is InvalidTerm)) return Broken();
        if (!Known.TryGetValue(call.Name, out var read)) return Refused(call);
        if (!Accepts(call)) return FormulaValue.Unknown;
        var value = read(this, call);
        return IsWidening(call) && value is TensorValue tensor ? tensor with { IsFloat32 = true } : value;
    }

    /// <summary>Refuses the optional arguments that change the element type or write somewhere.</summary>
    private bool Accepts(TorchCall call)
    {
        if (call.Flag("inplace", absent: false) != false) return Refuse("inplace", "it writes into its operand; a formula only computes", "inplace: false");
        if (call.IsGiven("out") && Read(call.Named("out")!) != FormulaValue.Null) return Refuse("out", "it writes into another tensor; a formula only computes", "the call without 'out'");
        foreach (var name in new[] { "type", "dtype" })
        {
            if (call.Name is "to" or "to_type" or "sum" || !call.IsGiven(name)) continue;
            if (Type(call.Named(name)!) == FormulaValue.OtherType) return Refuse(name, "a kernel computes in the type of its tensors", $"the call without '{name}'");
        }

        return true;

        bool Refuse(string argument, string reason, string rewrite)
        {
            complaints.Add(ComplaintKind.NotFusable, (Term?)call.Arguments.FirstOrDefault(a => a.Parameter!.Name == argument) ?? call.Invocation, reason, rewrite);
            return false;
        }
    }

    /// <summary>What a type argument says: the formula's own type (null keeps it), float32, or another.</summary>
    private FormulaValue Type(Term type)
    {
        var value = Read(type);
        return value == FormulaValue.Null ? FormulaValue.OwnType : value == FormulaValue.OwnType || value == FormulaValue.Float32 ? value : FormulaValue.OtherType;
    }

    /// <summary>Whether a call computes in float32 by an argument of its own: <c>softmax(x, -1, dtype: float32)</c>.</summary>
    private bool IsWidening(TorchCall call)
        => call.Name is not ("to" or "to_type") && new[] { "type", "dtype" }.Any(name => call.IsGiven(name) && Type(call.Named(name)!) == FormulaValue.Float32);

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
