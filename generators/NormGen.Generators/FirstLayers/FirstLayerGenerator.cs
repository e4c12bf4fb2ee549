using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.FirstLayers;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.FirstLayers;

/// <summary>Writes <c>InitializeTrAct</c> for every class with layers marked <c>[TrAct]</c>, one file a class. It reports nothing: analyzer NG0030 does.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FirstLayerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Whether a layer is first is read from bodies, by the analyzer alone: what is written depends on declarations.
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(NormGenNames.TrAct, static (node, _) => node is VariableDeclaratorSyntax or PropertyDeclarationSyntax, static (attributed, token) => Read(attributed.TargetSymbol, token))
            .WithTrackingName(FirstLayerTrackingNames.Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(FirstLayerTrackingNames.Write);

        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Place.FileName + GeneratedFiles.FirstLayer, FirstLayerWriter.Write(model)));
    }

    /// <summary>The class of a member, at the first of its members alone; null where nothing can be generated: analyzers say why.</summary>
    private static FirstLayerModel? Read(ISymbol member, CancellationToken token)
    {
        var type = member.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(FirstLayerReader.Members(type).First(), member) || !TypeParts.CanBeExtended(type, token)) return null;
        var layers = FirstLayerReader.Read(type, token).Layers;
        return layers.Count == 0 ? null : new(TypeHierarchy.Of(type), layers);
    }
}
