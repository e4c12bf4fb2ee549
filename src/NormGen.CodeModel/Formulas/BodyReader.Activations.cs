using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <content>Activations and bounds.</content>
internal sealed partial class BodyReader
{
    private static IEnumerable<KeyValuePair<string, Func<BodyReader, TorchCall, FormulaValue>>> ActivationCalls()
    {
        yield return Entry("relu", static (r, c) => r.Map(c, r.math.Relu));
        foreach (var name in new[] { "silu", "SiLU" }) yield return Entry(name, static (r, c) => r.Map(c, r.math.Silu));
        yield return Entry("softsign", static (r, c) => r.Map(c, r.math.Softsign));
        foreach (var name in new[] { "mish", "Mish" }) yield return Entry(name, static (r, c) => r.Map(c, r.math.Mish));
        yield return Entry("relu6", static (r, c) => r.Map(c, a => r.math.HardTanh(a, r.math.Number(0), r.math.Number(6))));
        yield return Entry("hardsigmoid", static (r, c) => r.Map(c, r.math.HardSigmoid));
        yield return Entry("hardswish", static (r, c) => r.Map(c, r.math.HardSwish));
        foreach (var name in new[] { "logsigmoid", "log_sigmoid" }) yield return Entry(name, static (r, c) => r.Map(c, r.math.LogSigmoid));
        foreach (var name in new[] { "tanhshrink", "Tanhshrink" }) yield return Entry(name, static (r, c) => r.Map(c, a => r.math.Subtract(a, r.math.Of(Operation.Tanh, a))));
        foreach (var name in new[] { "softshrink", "Softshrink" }) yield return Entry(name, static (r, c) => r.WithNumbers(c, n => r.math.SoftShrink(n[0], n[1]), ("lambda", 0.5)));
        foreach (var name in new[] { "hardshrink", "Hardshrink" }) yield return Entry(name, static (r, c) => r.WithNumbers(c, n => r.math.HardShrink(n[0], n[1]), ("lambda", 0.5)));
        foreach (var name in new[] { "threshold", "Threshold" }) yield return Entry(name, static (r, c) => r.WithNumbers(c, n => r.math.Threshold(n[0], n[1], n[2]), ("threshold", 0), ("value", 0)));
        yield return Entry("celu", static (r, c) => r.WithNumbers(c, n => r.math.Celu(n[0], n[1]), ("alpha", 1)));
        yield return Entry("selu", static (r, c) => r.Map(c, r.math.Selu));
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
