using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Projections;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;
using NormGen.Generators.Text;

namespace NormGen.Generators.Projections;

/// <summary>Writes <c>WithProjection</c> and its table of weights for every class with <c>[NormalizeAndProject]</c>, one file a class. It reports nothing.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ProjectionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => AttributedClasses.Register(
        context,
        NormGenNames.NormalizeAndProject,
        (ProjectionTrackingNames.Read, ProjectionTrackingNames.Write),
        Read,
        static model => (model.Place.FileName + GeneratedFiles.Projection, ProjectionWriter.Write(model)));

    private static ProjectionModel? Read(INamedTypeSymbol type, GeneratorAttributeSyntaxContext attributed, CancellationToken token)
    {
        if (!TorchTypes.IsModule(type)) return null;
        var attribute = attributed.Attributes[0];
        var (projected, biased) = ProjectionReader.Read(type, Given("ProjectOutput", false), attributed.SemanticModel.Compilation, token);
        return new(TypeHierarchy.Of(type), type.Name, Given("Every", 1), Given("ScaleOffset", 0), Given("Decay", 1e-3), projected, biased);

        T Given<T>(string name, T otherwise) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is T given ? given : otherwise;
    }
}
