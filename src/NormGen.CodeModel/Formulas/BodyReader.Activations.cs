using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Activations and bounds.</content>
internal sealed partial class BodyReader
{
    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> ActivationCalls()
    {
        yield return Entry("relu", static (r, c) => r.Map(c, r.math.Relu));
        yield return Entry("silu", static (r, c) => r.Map(c, r.math.Silu));
        yield return Entry("softsign", static (r, c) => r.Map(c, r.math.Softsign));
        yield return Entry("mish", static (r, c) => r.Map(c, r.math.Mish));
        yield return Entry("gelu", static (r, c) => r.Gelu(c));
        yield return Entry("elu", static (r, c) => c.Named("scale") is not null
            ? r.complaints.Add(ComplaintKind.NotFusable, c.Invocation, "its scaled form has no form in a kernel", "scale * elu(x, alpha)")
            : r.WithNumbers(c, n => r.math.Elu(n[0], n[1]), ("alpha", 1)));
        yield return Entry("leaky_relu", static (r, c) => r.WithNumbers(c, n => r.math.LeakyRelu(n[0], n[1]), ("negative_slope", 0.01)));
        yield return Entry("softplus", static (r, c) => r.WithNumbers(c, n => r.math.Softplus(n[0], n[1], n[2]), ("beta", 1), ("threshold", 20)));
        yield return Entry("clamp", static (r, c) => r.Clamp(c));
        yield return Entry("clip", static (r, c) => r.Clamp(c));
        yield return Entry("clamp_min", static (r, c) => r.Clamp(c));
        yield return Entry("clamp_max", static (r, c) => r.Clamp(c));
    }

    private FormulaValue WithNumbers(TorchCall call, Func<Node[], Node> make, params (string Name, double Default)[] numbers)
    {
        if (NumericReceiver(call) is not { } a) return FormulaValue.Unknown;
        var operands = new List<FormulaValue> { a };
        foreach (var (name, @default) in numbers)
            operands.Add(call.Named(name) is { } given ? Read(given) : new NumberValue(math.Number(@default), IsInteger: false));
        return Pointwise(call.Invocation, make, isMask: false, [.. operands]);
    }

    private FormulaValue Gelu(TorchCall call)
    {
        var approximate = call.Named("approximate");
        if (approximate is null) return Map(call, math.Gelu);
        while (approximate is ConversionTerm { Operand: var inner }) approximate = inner;
        return approximate is FieldTerm { Field.Name: "tanh" or "none" } field
            ? Map(call, field.Field.Name == "tanh" ? math.GeluTanh : math.Gelu)
            : complaints.Add(ComplaintKind.NotFusable, call.Invocation, "which approximation it takes is not known when the kernel is compiled");
    }

    private FormulaValue Clamp(TorchCall call)
    {
        if (NumericReceiver(call) is not { } a) return FormulaValue.Unknown;
        FormulaValue value = a;
        if (Bound("min") is { } min) value = Pointwise(call.Invocation, n => math.AtLeast(n[0], n[1]), isMask: false, value, min);
        if (Bound("max") is { } max) value = Pointwise(call.Invocation, n => math.AtMost(n[0], n[1]), isMask: false, value, max);
        return value;

        FormulaValue? Bound(string name) => call.Named(name) is { } given && Read(given) is var bound && bound != FormulaValue.Null ? bound : null;
    }
}
