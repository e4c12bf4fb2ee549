using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>A body that is read from its syntax is what the compiler binds it to, term for term; and what is not certain is bound. The formulas of all other tests, the random ones too, are held to it by <see cref="FormulaReadings"/>.</summary>
public class WrittenBodyTests
{
    private static readonly string[] Certain =
    [
        "return x * 2;", "return x * 2.0;", "return x * 2f;", "return x * 2L;", "return 2 * x;", "return x + 3;", "return x + 300;", "return x + 70000;", "return x + 0;", "return x + -1;", "return -x;", "return x - (1 - eps);",
        "return 2 * eps * x;", "return 1.0 / 3 * x;", "return (2 + 3) * x;", "return 2L * 3 * x;", "return x / 3;", "return 1 / (eps + 1) * x;", "return -eps * x;", "return x * eps / eps;",
        "return x.pow(2);", "return x.pow(2.5);", "return x.pow(eps);", "return x.sum(0);", "return x.sum(1);", "return x.sum(-1L);", "return x.sum(-1, keepdim: true);", "return x.sum([-1L]);", "return x.sum([-1], keepdim: true);",
        "return x.sum([0, 1]);", "return x.mean();", "return x.mean([-1L], keepdim: true);", "return x.var(-1, unbiased: false, keepdim: true);", "return x.norm(-1, keepdim: true);", "return x.amax([-1L], true);", "return x.clamp(min: -1, max: eps);",
        "return x.clamp(max: 1);", "return x.clamp_min(0.5);", "return x.round();", "return x.view(-1, 1);", "return x.unsqueeze(-1);", "return x.expand_as(y);", "return x.where(x > 0, y);", "return x.lerp(y, 0.5);",
        "return torch.where(x > 0, x, y);", "return torch.where((x > 0) & (y < 1), x, y);", "return torch.where(x == 0, x, y);", "return where(x >= eps, x, zeros_like(x));", "return torch.maximum(x, y);", "return rsqrt(x);", "return x.abs().sqrt();",
        "return nn.functional.silu(x);", "return torch.nn.functional.silu(x);", "return softmax(x, -1);", "return Math.Max(eps, 1e-6) * x;", "return Math.PI * x;", "return Half * x;", "return Limits.Third * x;", "return Twice(x);", "return Twice(x, 3);",
        "return Twice(q: x, r: eps);", "return Twice(r: eps, q: x);", "return Twice(x * Half, Half);", "return Limits.Of(x);", "return x.shape[^1] * x;", "return x / x.shape[0];", "return x / x.size(-1);", "return (double)x.shape[^1] * x;", "return (double)3 * x;",
        "return eps > 0.5 ? x : y;", "return (eps > 0.5 && eps < 1 ? eps : 2.0) * x;", "return (x * y).exp();", "return x.to(x.dtype);",
        "var c = x - x.mean([-1L], keepdim: true); return c * rsqrt(c.square().mean([-1L], keepdim: true) + eps) * w;", "double d = 2; return x * d;", "double n = x.shape[^1]; return x / n;", "const double Two = 2; return x * Two;", "const int Two = 2; return x * (Two * eps);",
        "Tensor t = x; t = t * w; t *= 2; t += y; t -= eps; t /= y; return t;", "var d = eps; d *= 2; d += 1; return x * d;", "Tensor? t = x; return t;", "Tensor a = x, b = y; (a, b) = (b, a); return a - b;", "var (a, b) = (x + y, eps * 2); return a * b;",
        "var (v, m) = torch.var_mean(x, [-1L], unbiased: false, keepdim: true); return v + m;", "var (a, b) = Pair(x); return a * b;", "using var scope = NewDisposeScope(); return x * 2;", "x = x * 2; return x;", "return ((x));", "return Half;", "return null;", "bool big = eps > 1; return big ? x : y;",
    ];

    private static readonly string[] Uncertain =
    [
        "Tensor L(Tensor q) => q; return L(x);", "if (eps > 0) return x; return y;", "return x.foo();", "return unknown * x;", "var x = y; return x;", "var t = t * 2; return t;", "return x * ;", "return x is null ? y : x;", "return Any(x);", "return x[0];",
        "return x!;", "return checked(x * 2);", "return (() => x)();", "return x.sum(dimension: 1);", "return x * \"a\";", "return x * 1m;", "return new[] { x }[0];", "double d; d = 2; return x * d;", "return Twice(x, out var r);",
        "var scope = x; { var inner = x; scope = inner; } return scope;", "var Tensor = x; return Tensor;", "return default;", "return eps > 0.5 ? 1 : x;", "const int Zero = 0; return x * (1 / Zero);", "return x * (int.MaxValue + 1);",
    ];

    [Fact]
    public void EveryFormulaOfTheLibraryIsReadWithoutBindingAndIsTheSame()
    {
        const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";
        var library = Path.Combine(Repository.Root, "src", "NormGen");
        var sources = Directory.GetFiles(library, "*.cs", SearchOption.AllDirectories).Where(f => Path.GetRelativePath(library, f).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj")).Select(File.ReadAllText);
        var compilation = TestCompilation.Create([Implicit, .. sources]);
        compilation = compilation.RemoveReferences(compilation.References.Where(r => Path.GetFileName(r.Display) == "NormGen.dll"));
        var formulas = Fused(compilation).SelectMany(signature => new[] { signature.Formula, signature.Backward }).OfType<IMethodSymbol>().Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).ToList();
        Assert.True(formulas.Count > 100);
        foreach (var formula in formulas)
        {
            var (written, bound) = Read(formula, compilation);
            Assert.Equal($"{formula}: {bound}", $"{formula}: {written ?? "it was not read"}");
        }
    }

    [Fact]
    public void WhatIsCertainIsTheSameAndWhatIsNotIsBound()
    {
        var compilation = Compile([.. Certain, .. Uncertain]);
        foreach (var (body, i) in Certain.Select((body, i) => (body, i)))
        {
            var (written, bound) = Read(Formula(compilation, i), compilation);
            Assert.Equal($"{body} {bound}", $"{body} {written ?? "it was not read"}");
        }

        foreach (var (body, i) in Uncertain.Select((body, i) => (body, i + Certain.Length))) Assert.True(Read(Formula(compilation, i), compilation).Written is null, "It was read without binding: " + body);
        // And in the other order: what is answered first must not decide what comes later.
        compilation = Compile([.. Certain.Reverse()]);
        for (var i = 0; i < Certain.Length; i++)
        {
            var (written, bound) = Read(Formula(compilation, i), compilation);
            Assert.Equal(bound, written);
        }
    }

    [Fact]
    public void TheSameWordsMayMeanOtherThingsElsewhere()
    {
        var compilation = TestCompilation.Create(
            Class(0, "return rsqrt(x) * Math.Sqrt(eps) * Half;"),
            Class(1, "return rsqrt(x) * Math.Sqrt(eps) * Half;", "private static Tensor rsqrt(Tensor q) => q * 2;"),
            Class(2, "return rsqrt(x) * Math.Sqrt(eps) * Half;", "private static class Math { public static double Sqrt(double q) => q; }"),
            Class(3, "return rsqrt(x) * Math.Sqrt(eps) * Half;", "private static Tensor rsqrt(double q) => zeros(1);"),
            "namespace Inner { internal static class Math { public static double Sqrt(float q) => q; public static double Sqrt(double q) => 2 * q; } " + Class(4, "return rsqrt(x) * Math.Sqrt(eps) * Half;") + " }",
            Class(5, "return torch.exp(x);", "private static class torch { public static Tensor exp(Tensor q) => q; }"),
            Class(6, "return torch.exp(x);"),
            Class(7, "var torch = x; return torch.exp();"));
        for (var i = 0; i < 8; i++)
        {
            var (written, bound) = Read(Formula(compilation, i), compilation);
            if (i != 3) Assert.NotNull(written);
            if (written is not null) Assert.Equal(bound, written);
        }
    }

    [Fact]
    public void APreprocessorSymbolHasEverythingBound()
    {
        var compilation = Compile([Certain[0]]);
        foreach (var tree in compilation.SyntaxTrees) compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(tree.GetText(), TestCompilation.ParseOptions.WithPreprocessorSymbols(BodyTerms.BindingSymbol), tree.FilePath));
        var formula = Formula(compilation, 0);
        var terms = new BodyTerms(compilation, alwaysBinds: false);
        Assert.NotNull(terms.Of(formula, formula.DeclaringSyntaxReferences[0], default));
        Assert.False(terms.HasWritten);
    }

    private static CSharpCompilation Compile(IEnumerable<string> bodies) => TestCompilation.Create([.. bodies.Select((body, i) => Class(i, body)), "internal static class Limits { public const double Third = 1.0 / 3; internal static Tensor Of(Tensor q) => q + 1; }"]);

    private static string Class(int i, string body, string members = "") => $$"""
        public static partial class N{{i}}
        {
            [Fused(nameof(F))] public static partial Tensor M(Tensor x, Tensor y, [PerFeature] Tensor w, double eps);
            private static Tensor F(Tensor x, Tensor y, Tensor w, double eps) { {{body}} }
            private static Tensor Twice(Tensor q, double r = 2) => q * r;
            private static Tensor Any<T>(T q) => (Tensor)(object)q!;
            private static (Tensor Left, Tensor Right) Pair(Tensor q) => (q, q * 2);
            private const double Half = 0.5;
            {{members}}
        }
        """;

    private static IMethodSymbol Formula(Compilation compilation, int i) => compilation.GetSymbolsWithName("N" + i).OfType<INamedTypeSymbol>().Single().GetMembers("F").OfType<IMethodSymbol>().Single();

    /// <summary>The body in both ways as text; null where its syntax is not enough.</summary>
    private static (string? Written, string? Bound) Read(IMethodSymbol formula, Compilation compilation)
    {
        var reference = formula.DeclaringSyntaxReferences[0];
        var written = WrittenBody.Read(formula, (MethodDeclarationSyntax)reference.GetSyntax(), compilation.GetSemanticModel(reference.SyntaxTree), default);
        var bound = new BodyTerms(compilation, alwaysBinds: true).Of(formula, reference, default);
        return (written is null ? null : TermText.Of(written), bound is null ? null : TermText.Of(bound));
    }

    private static IEnumerable<FusedSignature> Fused(Compilation compilation) => compilation.SyntaxTrees
        .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.Count > 0).Select(m => compilation.GetSemanticModel(tree).GetDeclaredSymbol(m)!))
        .Select(method => FusedSignature.Read(method, compilation, default)).OfType<FusedSignature>();
}
