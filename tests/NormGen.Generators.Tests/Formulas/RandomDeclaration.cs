using CsCheck;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>Classes whose fused methods, formulas and gradients are declared any way, and call each other.</summary>
internal static class RandomDeclaration
{
    private static readonly string[] Names = ["F", "G", "B", "M", "K", "H", "x", "Missing", "Field", "Property", "N", "ToString", "Overloaded"];

    private static readonly string[] Modifiers = ["public static partial", "internal static partial", "static partial", "private static partial", "public partial", "static", "public static", "static async partial", "static extern partial", "static unsafe partial", "abstract partial", "static partial partial", ""];

    private static readonly string[] Types = ["Tensor", "Tensor", "Tensor", "(Tensor Y, Tensor s)", "(Tensor, Tensor)", "void", "(Tensor x, Tensor s)", "(Tensor Y, (Tensor a, Tensor b) Z)", "double", "Tensor?", "Tensor[]", "object", "Unknown", "T", "ValueTuple<Tensor>", "int", "(Tensor x, Tensor w, Tensor s)", "ref Tensor", "Task<Tensor>", "(Tensor", ""];

    private static readonly string[] Marks =
        ["", "", "", "[PerFeature] ", "[PerFeature, Updated] ", "[PerRow] ", "[PerChannel] ", "[PerChannel, Updated] ", "[Updated] ", "[Inplace] ", "[PerInstance] ", "[PerPosition] ", "[PerFeature, PerRow] ", "[PerFeature(1)] ", "[Unknown] ", "[Updated, Inplace] ", "ref ", "params ", "this ", "out ", "in ", "[PerFeature", "scoped "];

    private static readonly string[] Defaults = ["", "", "", "", " = 1", " = null", " = default", " = nameof(F)", " = double.NaN", " = x", " ="];

    private static Gen<string> Named => Gen.OneOf(Names);

    /// <summary>What may stand behind <c>Fused</c>.</summary>
    private static readonly Gen<string> Arguments =
        from formula in Gen.Frequency((6, Gen.Const("nameof(F)")), (2, Named.Select(n => $"nameof({n})")), (1, Gen.OneOf("\"F\"", "null", "\"\"", "nameof()", "1", "nameof(N.F)", "nameof(Math.Sqrt)", "formula: \"F\"", "Backward = nameof(B)", "typeof(N)", "$\"F\"", "\"F\" + \"\"", "(string)null!", "")))
        from backward in Gen.Frequency((3, Gen.Const("")), (4, Gen.Const(", Backward = nameof(B)")), (3, Named.Select(n => $", Backward = nameof({n})")), (1, Gen.OneOf(", Backward = null", ", Backward = \"\"", ", Backward = 1", ", Backward =", ", Backward = nameof(B), Backward = nameof(F)", ", Source = null", ", Source = \"a\\nb*/\"", ", Wrong = 1", ", backward: \"B\"")))
        select formula.StartsWith("Backward", StringComparison.Ordinal) ? formula : formula.Length == 0 ? backward.TrimStart(',') : formula + backward;

    private static readonly Gen<string> Usual = Gen.OneOf("Tensor x", "Tensor x, [PerFeature] Tensor w", "Tensor x, Tensor y, [PerFeature, Updated] Tensor s, double eps", "Tensor x, [PerChannel, Updated] Tensor s, long groups", "[Inplace] Tensor x, [PerFeature] Tensor w, double eps = 1e-5", "[Updated] Tensor x, Tensor y, [Updated, PerRow] Tensor s");

    private static readonly Gen<string> Parameters = Gen.Frequency((3, Usual), (2,
        (from mark in Gen.OneOf(Marks) from type in Gen.Frequency((4, Gen.Const("Tensor")), (2, Gen.Const("double")), (1, Gen.OneOf(Types))) from name in Gen.OneOf("x", "y", "w", "s", "eps", "n", "@class", "dy", "x") from value in Gen.OneOf(Defaults) select mark + type + " " + name + value).Array[0, 5].Select(list => string.Join(", ", list))));

    /// <summary>Parameters without what belongs on the fused method alone.</summary>
    private static string Plain(string parameters) => System.Text.RegularExpressions.Regex.Replace(parameters, @"\[[^\]]*\] | = [^,]*", "");

    private static readonly Gen<string> Result = Gen.Frequency((3, RandomBody.Expression(2)), (1, Gen.OneOf("F(x)", "G(x)", "M(x, w)", "B(x, w, x)", "K(x)", "F", "(F(x), B(x, x))", "(x * 2, s + x.mean([0L]))", "(x, s, x)", "Field(x)", "Property", "this.F(x)", "N.F(x)", "(x, x.reshape(-1, x.shape[^1]).mean([0L]))", "x - x.mean([0L, 2L, 3L], keepdim: true)", "Overloaded(x, 1)", "((Func<Tensor, Tensor>)F)(x)")));

    private static readonly Gen<string> Body =
        from isExpression in Gen.Bool
        from statements in RandomBody.Statement.Array[0, 2]
        from result in Result
        select isExpression ? $"=> {result};" : $"{{ Tensor t = x; {string.Join(" ", statements)} return {result}; }}";

    /// <summary>A class named as asked, with fused methods M and K, formulas F and G, gradients B, and others of the names.</summary>
    public static Gen<Func<string, string>> Any { get; } =
        from first in Arguments
        from second in Arguments
        from parameters in Parameters
        from others in Parameters
        from own in Gen.Frequency((4, Gen.Const((string?)null)), (1, Parameters.Select(p => (string?)p)))
        from modifiers in Gen.Frequency((4, Gen.Const(Modifiers[0])), (1, Gen.OneOf(Modifiers)))
        from types in Gen.Frequency((3, Gen.Const("Tensor")), (2, Gen.OneOf(Types))).Array[3]
        from generic in Gen.Frequency((12, Gen.Const("")), (1, Gen.OneOf("<T>", "<T, U>", "<>", "<Tensor>")))
        from incoming in Gen.Frequency((5, Gen.Const(", Tensor dy")), (2, Gen.OneOf("", ", Tensor dy, Tensor dz", ", double dy", ", Tensor x", ", params Tensor[] dy", ",")))
        from bodies in Body.Array[4]
        from header in Gen.Frequency((6, Gen.Const("public static partial class {0}")), (1, Gen.OneOf("static class {0}", "partial struct {0}", "file static partial class {0}", "public partial class {0}<T>", "partial interface {0}", "partial record {0}(Tensor x)", "static partial class {0} : Unknown", "partial class {0} {{ }} partial class {0}")))
        select (Func<string, string>)(name => $$"""
            {{string.Format(System.Globalization.CultureInfo.InvariantCulture, header, name)}}
            {
                [Fused({{first}})] {{modifiers}} {{types[0]}} M{{generic}}({{parameters}});
                [Fused({{second}})] public static partial {{types[1]}} K({{others}});
                private static {{types[0]}} F({{own ?? Plain(parameters)}}) {{bodies[0]}}
                private static {{types[1]}} G({{Plain(others)}}) {{bodies[1]}}
                private static {{types[2]}} B({{Plain(parameters)}}{{incoming}}) {{bodies[2]}}
                private static Tensor Helper(Tensor q, double r = 2) => q * r;
                private static Tensor Recursive(Tensor q) {{bodies[3].Replace("x", "q", StringComparison.Ordinal)}}
                private static Tensor Overloaded(Tensor q) => q; private static Tensor Overloaded(Tensor q, double r) => Overloaded(q) * r;
                private static Func<Tensor, Tensor> Field = q => q; private static Tensor Property => zeros(1); private const double Other = 2;
                private static class H { }
            }
            """);
}
