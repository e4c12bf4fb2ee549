using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.Generators.Incremental;

/// <summary>What the generators over whole models are: a file for each partial class with an attribute, written from what was read of that class. They report nothing, analyzers do.</summary>
internal static class AttributedClasses
{
    /// <summary>Registers one.</summary>
    /// <typeparam name="T">What is read: a value for a pipeline, without symbols.</typeparam>
    /// <param name="context">Where.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="steps">The names of the two steps.</param>
    /// <param name="read">Reads a class that other files can add to; null where nothing can be generated.</param>
    /// <param name="write">Writes the file: its name and its text.</param>
    public static void Register<T>(
        IncrementalGeneratorInitializationContext context,
        string attribute,
        (string Read, string Write) steps,
        Func<INamedTypeSymbol, GeneratorAttributeSyntaxContext, CancellationToken, T?> read,
        Func<T, (string Name, string Text)> write)
        where T : class
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword),
                (attributed, token) => attributed.TargetSymbol is INamedTypeSymbol type && TypeParts.CanBeExtended(type, token) ? read(type, attributed, token) : null)
            .WithTrackingName(steps.Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(steps.Write);

        context.RegisterSourceOutput(models, (output, model) =>
        {
            var (name, text) = write(model);
            output.AddSource(name, text);
        });
    }
}
