using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.SelfNormalizing;
using NormGen.CodeModel.Types;
using NormGen.Generators.Text;

namespace NormGen.Generators.SelfNormalizing;

/// <summary>Writes the second half of classes with <c>[SelfNormalizing]</c>, one file a class: the activation, its and the layers' initialization, and <c>forward</c> where it has no body. It reports nothing: analyzers NG0025 and NG0026 do.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class SelfNormalizingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var nets = context.SyntaxProvider
            .ForAttributeWithMetadataName(NormGenNames.SelfNormalizing, static (node, _) => node is ClassDeclarationSyntax, static (attributed, token) => Read(attributed, token))
            .Where(static net => net is not null)
            .Select(static (net, _) => net!)
            .WithTrackingName(SelfNormalizingTrackingNames.Read);
        context.RegisterSourceOutput(nets, static (output, net) => output.AddSource(net.Place.FileName + GeneratedFiles.SelfNormalizing, SelfNormalizingWriter.Write(net)));
    }

    /// <summary>The class, or null where nothing can be generated: analyzers say why.</summary>
    private static SelfNormalizingNet? Read(GeneratorAttributeSyntaxContext attributed, CancellationToken token)
        => attributed.TargetSymbol is INamedTypeSymbol type && SelfNormalizingReader.Read(type, attributed.Attributes[0], token).Model is { } model ? new(TypeHierarchy.Of(type), model) : null;
}
