using CsCheck;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>Bodies of methods as they come: formulas, other C#, and text that does not compile.</summary>
internal static class RandomBody
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        "x", "y", "w", "eps", "1", "2.5", "0", "-1", "int.MaxValue", "1e300", "double.NaN", "null", "default", "true", "\"text\"", "'c'", "x.shape", "x.shape[0]", "x.shape[^1]", "x.dtype", "x.device",
        "Other", "N.Other", "t", "unknown", "Tensor", "new int[] { 1 }", "[1L, 2L]", "[]", "(x, y)", "()", "this", "typeof(Tensor)", "nameof(x)", "float.Epsilon", "1m", "5L", "..", "^1", "stackalloc int[3]", "x.grad", "System");

    private static readonly string[] Forms =
    [
        "({0} + {1})", "{0} * {1}", "{0} - -{1}", "{0} / {1}", "{0} % {1}", "({0} < {1})", "{0} == {1}", "{0} & {1}", "{0} && {1}", "{0} ?? {1}", "{0}?.abs()", "!{0}", "~{0}", "({0} ? {1} : {0})", "({0}, {1})",
        "{0}.square()", "{0}.pow({1})", "{0}.sum({1})", "{0}.sum(-1, keepdim: true)", "{0}.mean([-1L], keepdim: true)", "{0}.mean({1}, {0})", "{0}.var({1}, unbiased: false, keepdim: true)", "{0}.norm(-1, keepdim: {1})",
        "{0}.amax([-1L])", "{0}.clamp({1}, {0})", "torch.where({0}, {1}, {0})", "{0}.where({1}, {0})", "{0}.view({1})", "{0}.t()", "{0}.matmul({1})", "{0}[{1}]", "{0}[0, {1}]", "{0}[..]", "{0}.item<double>()", "(double){0}", "(Tensor){0}",
        "{0} as Tensor", "{0} is {1}", "{0} is Tensor q ? q : {1}", "{0} switch {{ null => {1}, _ => {0} }}", "new Tensor({0})", "Math.Sqrt({0})", "Math.Pow({0}, {1})", "Math.Sin({0})", "Helper({0})", "Helper({0}, {1})", "F({0}, {1}, w, eps)",
        "M({0}, {1}, w, eps)", "Recursive({0})", "({0} = {1})", "{0}++", "{0} += {1}", "(() => {0})()", "{0}.add_({1})", "{0}.to({1})", "{0}.unsqueeze({1})", "{0}.squeeze(-1)", "{0}.size({1})", "{0}.numel()", "softmax({0}, -1)",
        "nn.functional.gelu({0})", "nn.functional.elu({0}, {1})", "nn.functional.layer_norm({0}, [1])", "torch.zeros_like({0})", "tensor({0})", "{0}.lerp({1}, 0.5)", "{0}.expand_as({1})", "$\"{{{0}}}\"", "await {0}", "throw {0}", "checked({0})", "{0}!",
        "{0}.logsumexp({1})", "{0}.MoveToOuterDisposeScope()", "{0}.maximum({1})", "{0}.max({1})", "({0}).Item1", "{0} {1}", "{0}.", "({0}", "{0})", "sizeof({0})", "ref {0}", "out {0}", "from q in {0} select q",
    ];

    private static readonly string[] StatementForms =
    [
        "var t = {0};", "Tensor t = {0};", "var (a, b) = {0};", "(Tensor a, var b) = ({0}, {1});", "t = {0};", "{0};", "if ({0}) {{ return {1}; }}", "if ({0}) t = {1}; else return x;", "for (var i = 0; i < 3; i++) t = {0};",
        "foreach (var e in {0}) {{ }}", "while ({0}) break;", "do {{ }} while ({0});", "using var scope = NewDisposeScope();", "using (torch.no_grad()) {{ t = {0}; }}", "lock ({0}) {{ }}", "try {{ t = {0}; }} catch {{ }}", "throw {0};",
        "switch ({0}) {{ case 1: return {1}; default: break; }}", "Tensor L(Tensor q) => q * {0}; t = L({1});", "const double c = 2; t = {0} * c;", "goto end; end: ;", "{{ var u = {0}; t = u; }}", "unsafe {{ }}", "yield return {0};", "return {0};", "x = {0};",
        "int n = {0};", "double d = {0};", "_ = {0};", "static Tensor S(Tensor q, double r = 2) {{ return q * r; }} t = S({0});", ";", "}}", "{{",
    ];

    /// <summary>Expressions of so many operations one inside the other.</summary>
    public static Gen<string> Expression(int depth) => depth == 0 ? Leaf : Gen.Frequency((1, Leaf), (4,
        from form in Gen.OneOf(Forms)
        from a in Expression(depth - 1)
        from b in Expression(depth - 1)
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, a, b)));

    /// <summary>A statement.</summary>
    public static Gen<string> Statement { get; } =
        from form in Gen.OneOf(StatementForms)
        from a in Expression(2)
        from b in Expression(1)
        select string.Format(System.Globalization.CultureInfo.InvariantCulture, form, a, b);

    /// <summary>Statements and a result.</summary>
    public static Gen<string> Any { get; } =
        from statements in Statement.Array[0, 4]
        from result in Expression(3)
        from declares in Gen.Bool
        select $"{(declares ? "Tensor t = x; " : "")}{string.Join(" ", statements)} return {result};";
}
