using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Foldings;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Foldings;

/// <summary>Writes <c>FoldNormalization</c> for every class with <c>[FoldNormalization]</c>, one file a class. It reports nothing: analyzers NG0045 and NG0046 do, from the same reading.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FoldingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NormGenNames.FoldNormalization,
                static (node, _) => node is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword),
                static (attributed, token) => Read(attributed, token))
            .WithTrackingName(FoldingTrackingNames.Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(FoldingTrackingNames.Write);

        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Place.FileName + GeneratedFiles.Folding, FoldingWriter.Write(model)));
    }

    private static FoldingModel? Read(GeneratorAttributeSyntaxContext attributed, CancellationToken token)
    {
        if (attributed.TargetSymbol is not INamedTypeSymbol type || !TypeParts.CanBeExtended(type, token)) return null;
        if (FoldingReader.Read(type, attributed.SemanticModel.Compilation, token) is not { Rows.Count: > 0 } reading) return null;
        return new(TypeHierarchy.Of(type), type.Name, reading.Rows, reading.Stays.Select(norm => $"{norm.Norm}: {norm.Reason}").ToEquatableArray());
    }
}
