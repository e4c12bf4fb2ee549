using Microsoft.CodeAnalysis;

namespace NormGen.Benchmarks.Generation;

/// <summary>The least a generator can do about an attribute: find what carries it, read the symbol's name, write one line. What it costs, every generator pays.</summary>
/// <param name="attribute">The attribute's full name.</param>
internal sealed class TrivialGenerator(string attribute) : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var names = context.SyntaxProvider.ForAttributeWithMetadataName(attribute, static (_, _) => true, static (attributed, _) => Type(attributed.TargetSymbol).Name);
        context.RegisterSourceOutput(names, static (output, name) => output.AddSource(name + ".Trivial.g.cs", $"partial class {name};"));
    }

    private static INamedTypeSymbol Type(ISymbol symbol) => symbol as INamedTypeSymbol ?? symbol.ContainingType;
}
