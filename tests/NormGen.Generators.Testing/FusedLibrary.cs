using System.Reflection;
using Microsoft.CodeAnalysis;
using NormGen.Generators.Fused;

namespace NormGen.Generators.Testing;

/// <summary>Fused methods with their formulas, generated, compiled without a warning and loaded. The method <c>M</c> belongs to the formula <c>MFormula</c>.</summary>
internal sealed class FusedLibrary
{
    private readonly Type type;

    private FusedLibrary(GeneratorRun run)
    {
        Files = run.Files;
        type = run.Load().GetType("Formulas", throwOnError: true)!;
    }

    /// <summary>The generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>A method and its formula; there must be a kernel between them, or both would be the same thing.</summary>
    public FusedFormula this[string name]
    {
        get
        {
            Assert.Contains($"struct {name}Kernel", Files[$"Formulas.{name}.g.cs"]);
            const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
            return new FusedFormula(type.GetMethod(name, AnyStatic)!, type.GetMethod(name + "Formula", AnyStatic)!);
        }
    }

    /// <summary>Whether a method has a kernel.</summary>
    public bool HasKernel(string name) => Files[$"Formulas.{name}.g.cs"].Contains($"struct {name}Kernel", StringComparison.Ordinal);

    /// <summary>Compiles members of one class. Each formula must also be read as the compiler binds it.</summary>
    public static FusedLibrary Compile(string members, params MetadataReference[] references)
    {
        var compilation = TestCompilation.Create($$"""
            internal static partial class Formulas
            {
            {{members}}
            }
            """).AddReferences(references);
        FormulaReadings.AssertAreAsBound(compilation);
        return new(GeneratorRun.Of(new FusedGenerator(), compilation));
    }
}
