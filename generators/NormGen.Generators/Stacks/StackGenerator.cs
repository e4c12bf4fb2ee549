using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Stacks;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;
using NormGen.Generators.Text;

namespace NormGen.Generators.Stacks;

/// <summary>Writes the second half of classes with <c>[BlockStack]</c>: the norms at both ends, <c>InitializeNorms</c> and <c>forward</c>. It reports nothing: analyzers NG0002 to NG0009, NG0016 and NG0017 do, from the same reading.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class StackGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var readings = new ReadingCache<AnnotatedStack>();
        var stacks = context.SyntaxProvider
            .ForAttributeWithMetadataName(NormGenNames.BlockStack, static (node, _) => node is ClassDeclarationSyntax, (attributed, token) => readings.Get(attributed, static (stack, stop) => (Read(stack, stop), []), token))
            .Where(static stack => stack is not null)
            .Select(static (stack, _) => stack!)
            .WithTrackingName(StackTrackingNames.Stacks);
        context.RegisterSourceOutput(stacks, static (output, stack) => output.AddSource(stack.FileName, StackWriter.Write(stack)));
    }

    private static AnnotatedStack? Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
        => context.TargetSymbol is INamedTypeSymbol type && StackReader.Read(type, context.SemanticModel.Compilation, token) is { Outline.IsPartial: true } reading
            ? new(TypeHierarchy.Of(type), reading.Outline, reading.Stack) : null;
}
