using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Fused;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Formulas;

/// <summary>What holds for every source: no exception; a graph, a complaint or an error of the compiler for each fused method; the same from syntax as from what the compiler binds; and generated files that compile where the source does.</summary>
internal static class ReaderChecks
{
    /// <summary>Checks sources, each in a file of its own; returns how many fused methods have a graph.</summary>
    public static int Check(IReadOnlyList<string> sources)
    {
        var compilation = TestCompilation.Create(sources);
        var errors = compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && d.Id != "CS8795").Select(d => d.Location.SourceTree).ToHashSet();
        var trees = compilation.SyntaxTrees.Skip(1).ToList();
        var graphs = trees.Sum(tree => Check(compilation, tree, hasErrors: errors.Contains(tree)));

        // And what follows from it is written without an exception, and compiles where the rest does. A file's name begins with its class's, which tells the source.
        var run = GeneratorRun.Of(new FusedGenerator(), compilation);
        var broken = errors.OfType<SyntaxTree>().SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>()).Select(type => type.Identifier.ValueText).ToHashSet();
        foreach (var problem in run.Problems.Where(p => p.Severity == DiagnosticSeverity.Error && run.Result.GeneratedTrees.Contains(p.Location.SourceTree!)))
        {
            var file = Path.GetFileName(problem.Location.SourceTree!.FilePath);
            Assert.True(broken.Contains(file[..file.IndexOfAny(['.', '{'])]), $"{problem}\n{problem.Location.SourceTree}");
        }

        return graphs;
    }

    private static int Check(CSharpCompilation compilation, SyntaxTree tree, bool hasErrors)
    {
        var graphs = 0;
        var model = compilation.GetSemanticModel(tree);
        foreach (var declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.Count > 0))
        {
            if (model.GetDeclaredSymbol(declaration) is not { } method) continue;
            FormulaReading reading, bound;
            try
            {
                if (FusedSignature.Read(method, compilation, default) is not { } signature) continue;
                reading = FormulaReader.Read(method, compilation, default);
                bound = FormulaReader.Read(signature, compilation, origins: null, default, alwaysBinds: true);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{tree}\n{e}", e);
            }

            Assert.True(FormulaReadings.Text(bound) == FormulaReadings.Text(reading), $"{tree}\nBound: {FormulaReadings.Text(bound)}\nread:  {FormulaReadings.Text(reading)}");
            if (reading.Graph is { } graph)
            {
                graphs++;
                Assert.Empty(reading.Complaints);
                Assert.Equal(FormulaText.Write(graph), FormulaText.Write(FormulaText.Parse(FormulaText.Write(graph))));
            }
            else Assert.True(reading.Complaints.Count > 0 || hasErrors, $"No graph of {method.Name}, no complaint, no error of the compiler: {tree}");
        }

        return graphs;
    }
}
