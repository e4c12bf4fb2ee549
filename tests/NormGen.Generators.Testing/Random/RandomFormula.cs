using System.Text.RegularExpressions;

namespace NormGen.Generators.Testing.Random;

/// <summary>A formula in C#, over x, y [.., features], w, v [features] (or x, y [batch, channels, height, width], w, v [channels]), a, b, and <see cref="FormulaParameters"/> that it speaks of.</summary>
/// <param name="Form">The form.</param>
/// <param name="P">The local p, of elements; null if there is none.</param>
/// <param name="Q">The local q, of rows; null if there is none.</param>
/// <param name="Result">The result.</param>
/// <param name="Memory">Where it goes, where the form is no update.</param>
internal record RandomFormula(FormulaForm Form, Expression? P, Expression? Q, Expression Result, ResultMemory Memory = ResultMemory.Own)
{
    /// <summary>What is no mistake in a drawn formula: a comparison between a value and itself.</summary>
    protected const string Quiet = "#pragma warning disable CS1718 // a drawn comparison may stand between a value and itself";

    /// <summary>How many expressions it is made of.</summary>
    public virtual int Size => Result.Size + (P?.Size ?? 0) + (Q?.Size ?? 0);

    /// <summary>Whether it takes the largest or smallest of all rows, which none have.</summary>
    public bool NeedsRows => Regex.IsMatch(Method(""), @"\.(amax|amin)\(\[0L");

    /// <summary>Smaller formulas, the smallest first.</summary>
    public virtual IEnumerable<RandomFormula> Smaller => new[]
        {
            P is null ? [] : P.Smaller.Select(p => this with { P = p }).Prepend(this with { P = null }),
            Q is null ? [] : Q.Smaller.Select(q => this with { Q = q }).Prepend(this with { Q = null }),
            Result.Smaller.Select(r => this with { Result = r }),
            Memory switch { ResultMemory.Own => [], ResultMemory.OfArgument => [this with { Memory = ResultMemory.Own }], _ => [this with { Memory = ResultMemory.Own }, this with { Memory = ResultMemory.OfArgument }] },
        }
        .SelectMany(f => f).Distinct().OrderBy(f => f.Size);

    /// <summary>As a fused method of the given name. What it adds to the result makes every formula one of elements: a result of smaller extent has no kernel.</summary>
    public virtual string Method(string name)
    {
        var (result, parameter) = Form == FormulaForm.Update ? ("void", "[Updated] Tensor x") : Memory == ResultMemory.Own ? ("Tensor", "Tensor x") : (Memory == ResultMemory.OfArgument ? "Tensor" : "(Tensor Other, Tensor x)", "[Inplace] Tensor x");
        var returned = result.StartsWith('(') ? "(Tensor, Tensor)" : "Tensor";
        var mark = Form.IsOverChannels() ? "[PerChannel]" : "[PerFeature]";
        var x = Form.Element("x");
        var value = WithAnchor(Result);
        // The other result reads x again when sums over it are known.
        var axes = Form switch { FormulaForm.Rows or FormulaForm.FeatureGroups => "-1L", FormulaForm.Matrix => "0L", FormulaForm.Positions => "2L", _ => "2L, 3L" };
        if (returned != "Tensor") value = $"({Form.Result($"{Form.Element("y")} + {x} * rsqrt({x}.square().mean([{axes}], keepdim: true) + 1)")}, {value})";
        var (tensors, numbers) = FormulaParameters.Declared(Locals + value);
        var (plainTensors, plainNumbers) = FormulaParameters.Plain(Locals + value);
        return $$"""
            {{Quiet}}
            [Fused(nameof({{name}}Formula))]
            internal static partial {{result}} {{name}}({{parameter}}, Tensor y, {{mark}} Tensor w, {{mark}} Tensor v{{tensors}}, double a = 0.75, double b = -1.25{{numbers}});
            private static {{returned}} {{name}}Formula(Tensor x, Tensor y, Tensor w, Tensor v{{plainTensors}}, double a, double b{{plainNumbers}}) { {{Locals}}return {{value}}; }

            """;
    }

    /// <summary>The declarations of the locals.</summary>
    protected string Locals => (P is null ? "" : $"var p = {P}; ") + (Q is null ? "" : $"var q = {Q}; ");

    /// <summary>A result with x and the locals in it.</summary>
    protected string WithAnchor(Expression result) => Form.Result($"{result} + 0.125 * {Form.Element("x")}" + (P is null ? "" : " + 0.0625 * p") + (Q is null ? "" : " - 0.0625 * q"));
}
