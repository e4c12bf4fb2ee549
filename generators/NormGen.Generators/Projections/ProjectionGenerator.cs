using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Projections;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.Projections;

/// <summary>Writes <c>WithProjection</c> and its table of weights for every class with <c>[NormalizeAndProject]</c>, one file a class. It reports nothing.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProjectionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NormGenNames.NormalizeAndProject,
                static (node, _) => node is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword),
                static (attributed, token) => Read(attributed, token))
            .WithTrackingName(ProjectionTrackingNames.Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(ProjectionTrackingNames.Write);

        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Place.FileName + GeneratedFiles.Projection, ProjectionWriter.Write(model)));
    }

    private static ProjectionModel? Read(GeneratorAttributeSyntaxContext attributed, CancellationToken token)
    {
        if (attributed.TargetSymbol is not INamedTypeSymbol type || !TorchTypes.IsModule(type) || !TypeParts.CanBeExtended(type, token)) return null;
        var attribute = attributed.Attributes[0];
        var (projected, biased) = ProjectionReader.Read(type, Given("ProjectOutput", false), attributed.SemanticModel.Compilation, token);
        return new(TypeHierarchy.Of(type), type.Name, Given("Every", 1), Given("ScaleOffset", 0), Given("Decay", 1e-3), projected, biased);

        T Given<T>(string name, T otherwise) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is T given ? given : otherwise;
    }
}
