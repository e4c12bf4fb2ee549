using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;

namespace NormGen.Generators.Testing;

/// <summary>The two ways to read a formula against each other: from its syntax, and from what the compiler binds it to.</summary>
internal static class FormulaReadings
{
    /// <summary>Fails where a fused method of a compilation has another graph, or other complaints, if its formula is bound.</summary>
    public static void AssertAreAsBound(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.Count > 0))
            {
                if (FusedSignature.Read(model.GetDeclaredSymbol(declaration)!, compilation, default) is not { } signature) continue;
                var bound = FormulaReader.Read(signature, compilation, origins: null, default, alwaysBinds: true);
                Assert.Equal($"{signature.Method.Name}: {Text(bound)}", $"{signature.Method.Name}: {Text(FormulaReader.Read(signature, compilation, default))}");
            }
        }
    }

    /// <summary>The graph, or what is complained about and where.</summary>
    public static string Text(FormulaReading reading)
        => reading.Graph is { } graph ? FormulaText.Write(graph) : string.Join("\n", reading.Complaints.Select(c => $"{c.Kind} {c.Location.GetLineSpan()} {string.Join(" / ", c.Arguments)}"));
}
