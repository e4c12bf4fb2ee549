using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Code of tests: what an optimizer is given there is what is tested, and no model comes of it that anybody uses. Advice on training well has nothing to say about it; what is wrong in a program is wrong there too.</summary>
internal static class TestCode
{
    // Of xUnit, NUnit, MSTest and TUnit; attributes derived from them count, and so do those of a framework that cannot be found.
    private static readonly HashSet<string> Marks = ["Fact", "Theory", "Test", "TestCase", "TestCaseSource", "TestFixture", "TestMethod", "DataTestMethod", "TestClass"];

    /// <summary>Whether an operation stands in a class with tests, or in one inside it.</summary>
    public static bool IsIn(IOperation operation)
    {
        var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        for (var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType; type is not null; type = type.ContainingType)
        {
            if (IsMarked(type) || type.GetMembers().Any(member => member is IMethodSymbol && IsMarked(member))) return true;
        }

        return false;
    }

    private static bool IsMarked(ISymbol symbol) => symbol.GetAttributes().Any(attribute => TorchTypes.BasesOf(attribute.AttributeClass).Any(type => Marks.Contains(Short(type.Name))));

    private static string Short(string name) => name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
}
