using System.Collections.Immutable;

namespace NormGen.Generators.Testing.Random;

/// <summary>A formula with a second result, with new values of tensors beside its results (all its results are such, where the form is an update), or with gradients of its author's own.</summary>
/// <param name="Form">The form.</param>
/// <param name="P">The local p.</param>
/// <param name="Q">The local q.</param>
/// <param name="Result">The result.</param>
internal sealed record StatefulFormula(FormulaForm Form, Expression? P, Expression? Q, Expression Result) : RandomFormula(Form, P, Q, Result)
{
    /// <summary>The second result; null where there is none.</summary>
    public SecondResult? Second { get; init; }

    /// <summary>New values beside the results. In an update v has one number a row, if it is among them.</summary>
    public ImmutableArray<NewValue> Updates { get; init; } = [];

    /// <summary>The author's own gradients, that of x first; none where they are the derivative.</summary>
    public ImmutableArray<NewValue> Gradients { get; init; } = [];

    /// <summary>New values that backward computes; none without own gradients.</summary>
    public ImmutableArray<NewValue> LateUpdates { get; init; } = [];

    public override int Size => base.Size + (Second?.Value.Size ?? 0) + Updates.Concat(Gradients).Concat(LateUpdates).Sum(u => 1 + u.Value.Size);

    public override IEnumerable<RandomFormula> Smaller => new[]
        {
            Second is null ? [] : Second.Value.Smaller.Select(v => this with { Second = Second with { Value = v } }).Prepend(this with { Second = null }),
            Gradients.IsEmpty ? [] : [this with { Gradients = [], LateUpdates = [] }],
            SmallerLists(Updates, 0).Select(list => this with { Updates = list }),
            SmallerLists(Gradients, 1).Select(list => this with { Gradients = list }),
            SmallerLists(LateUpdates, 0).Select(list => this with { LateUpdates = list }),
        }
        .SelectMany(f => f).Concat(base.Smaller).OrderBy(f => f.Size);

    public override string Method(string name)
    {
        var isUpdate = Form == FormulaForm.Update;
        var isInplace = Memory != ResultMemory.Own;
        var value = WithAnchor(Result);
        if (IsUpdated("v") && isUpdate) value += " + 0.0625 * v.unsqueeze(-1)";
        List<(string Name, string Value)> results = Second is null ? [(isUpdate || isInplace ? "x" : "Y", value)] : [(isInplace ? "x" : "Y", value), ("Z", Second.Value.Kind == Kind.Element ? Form.Result(Second.Value.ToString()) : Second.Value.ToString())];
        var returned = isUpdate ? "void" : Second is null ? "Tensor" : Tuple(results.Select(r => r.Name));
        List<(string Name, string Value)> computed = [.. results, .. Updates.Select(u => (u.Tensor, u.ToString()))];
        List<(string Name, string Value)> gradients = [.. Gradients.Select(g => (g.Tensor, g.Value.Kind != Kind.Element ? g.ToString() : Form.Result(g.Tensor == "x" && Second is not null ? $"({g} + 0.5 * {Second.Incoming})" : g.ToString()))), .. LateUpdates.Select(u => (u.Tensor, u.ToString()))];

        var text = Locals + string.Concat(computed.Concat(gradients).Select(c => c.Value));
        var (tensors, numbers) = FormulaParameters.Declared(text);
        var (plainTensors, plainNumbers) = FormulaParameters.Plain(text);
        var parameters = $"Tensor x, Tensor y, Tensor w, Tensor v{plainTensors}, double a, double b{plainNumbers}";
        return $$"""
            {{Quiet}}
            [Fused(nameof({{name}}Formula){{(gradients.Count == 0 ? "" : $", Backward = nameof({name}Backward)")}})]
            internal static partial {{returned}} {{name}}({{(isUpdate ? "[Updated] " : isInplace ? "[Inplace] " : "")}}Tensor x, {{(IsUpdated("y") ? "[Updated] " : "")}}Tensor y, {{Mark("w")}} Tensor w, {{Mark("v")}} Tensor v{{tensors}}, double a = 0.75, double b = -1.25{{numbers}});
            private static {{Returned(computed)}} {{name}}Formula({{parameters}}) { {{Locals}}return {{Values(computed)}}; }
            {{(gradients.Count == 0 ? "" : $"private static {Returned(gradients)} {name}Backward({parameters}, Tensor dy{(Second is null ? "" : ", Tensor dz")}) {{ return {Values(gradients)}; }}")}}

            """;
    }

    private bool IsUpdated(string tensor) => Updates.Concat(LateUpdates).Any(u => u.Tensor == tensor);

    private string Mark(string tensor)
    {
        var shape = Form == FormulaForm.Update && tensor == "v" && IsUpdated("v") ? "PerRow" : Form.IsOverChannels() ? "PerChannel" : "PerFeature";
        return IsUpdated(tensor) ? $"[{shape}, Updated]" : $"[{shape}]";
    }

    private static string Returned(List<(string Name, string Value)> items) => items.Count == 1 ? "Tensor" : Tuple(items.Select(i => i.Name));

    private static string Values(List<(string Name, string Value)> items) => items.Count == 1 ? items[0].Value : $"({string.Join(", ", items.Select(i => i.Value))})";

    private static string Tuple(IEnumerable<string> names) => $"({string.Join(", ", names.Select(n => "Tensor " + n))})";

    /// <summary>The list without one of its values after the first few, and with a smaller one.</summary>
    private static IEnumerable<ImmutableArray<NewValue>> SmallerLists(ImmutableArray<NewValue> list, int kept)
        => Enumerable.Range(kept, Math.Max(list.Length - kept, 0)).Select(list.RemoveAt).Concat(list.SelectMany((value, i) => value.Smaller.Select(smaller => list.SetItem(i, smaller))));
}
