using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>Whatever stands in a body, the reader gives a graph or says why not; it never throws, and never stays silent about code that compiles.</summary>
public class RandomBodyTests
{
    [Fact]
    public void EveryBodyGivesAGraphOrAComplaint() => RandomBody.Any.Array[50].Sample(bodies => { Check(bodies); }, iter: 3, threads: 1, print: bodies => string.Join("\n", bodies));

    [Fact]
    public void FormulasThatLoseATokenDoToo()
    {
        const string Formula = "var c = x - x.mean([-1L], keepdim: true); using var s = NewDisposeScope(); var (v, m) = (c.square().mean([-1L], keepdim: true), Math.Max(eps, 1e-6)); "
            + "return torch.where(c > 0, c * rsqrt(v + m), y.clamp(min: -1, max: eps)) * w + Helper(x.pow(2.0), m > 0.5 ? 1 : m);";
        var tokens = Microsoft.CodeAnalysis.CSharp.SyntaxFactory.ParseTokens(Formula).Select(t => t.ToFullString()).ToList();
        Assert.True(Check([Formula]) == 1, "The formula itself is one.");
        Check([.. Enumerable.Range(0, tokens.Count).Select(i => string.Concat(tokens.Where((_, j) => j != i)))]);
    }

    /// <summary>Returns how many have a graph.</summary>
    private static int Check(string[] bodies)
    {
        var graphs = 0;
        var compilation = TestCompilation.Create(bodies.Select((body, i) => $$"""
            public static partial class N{{i}}
            {
                [Fused(nameof(F))] public static partial Tensor M(Tensor x, Tensor y, [PerFeature] Tensor w, double eps);
                private static Tensor F(Tensor x, Tensor y, Tensor w, double eps) { {{body}} }
                private static Tensor Helper(Tensor q, double r = 2) => q * r;
                private static Tensor Recursive(Tensor q) => Recursive(q) + 1;
                private static double Other = 2;
            }
            """));
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS8795").Select(d => d.Location.SourceTree).ToHashSet();
        var trees = compilation.SyntaxTrees.Skip(1).ToList();
        for (var i = 0; i < bodies.Length; i++)
        {
            var declaration = trees[i].GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().First();
            var method = (IMethodSymbol)Microsoft.CodeAnalysis.CSharp.CSharpExtensions.GetDeclaredSymbol(compilation.GetSemanticModel(trees[i]), declaration)!;
            FormulaReading reading, bound;
            try
            {
                reading = FormulaReader.Read(method, compilation, default);
                bound = FormulaReader.Read(FusedSignature.Read(method, compilation, default)!, compilation, origins: null, default, alwaysBinds: true);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{bodies[i]}\n{e}", e);
            }

            Assert.True(FormulaReadings.Text(bound) == FormulaReadings.Text(reading), $"{bodies[i]}\nBound: {FormulaReadings.Text(bound)}\nread:  {FormulaReadings.Text(reading)}");
            if (reading.Graph is { } graph)
            {
                graphs++;
                Assert.Empty(reading.Complaints);
                Assert.Equal(FormulaText.Write(graph), FormulaText.Write(FormulaText.Parse(FormulaText.Write(graph))));
            }
            else Assert.True(reading.Complaints.Count > 0 || errors.Contains(trees[i]), "No graph, no complaint, no error of the compiler: " + bodies[i]);
        }

        // And what follows from it is written without an exception, and compiles where the rest does.
        var run = GeneratorRun.Of(new FusedGenerator(), compilation);
        var broken = errors.Select(t => trees.IndexOf(t!)).ToHashSet();
        foreach (var problem in run.Problems.Where(p => p.Severity == DiagnosticSeverity.Error && run.Result.GeneratedTrees.Contains(p.Location.SourceTree!)))
        {
            var file = Path.GetFileName(problem.Location.SourceTree!.FilePath);
            Assert.True(broken.Contains(int.Parse(file[1..file.IndexOf('.')], System.Globalization.CultureInfo.InvariantCulture)), $"{problem}\n{problem.Location.SourceTree}");
        }

        return graphs;
    }
}
