using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Streams;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;
using NormGen.Generators.Text;

namespace NormGen.Generators.Conversions;

/// <summary>
/// Writes the conversions of model classes with <c>[PreRMSNorm]</c> or <c>[CRMSNorm]</c>, one file a class, where the data flow of <c>forward</c> proves them exact. It reports nothing: analyzers NG0040 to NG0043 do, from the same reading.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ConversionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, NormGenNames.PreRMSNorm);
        Register(context, NormGenNames.CRMSNorm);
    }

    private static void Register(IncrementalGeneratorInitializationContext context, string attribute) => AttributedClasses.Register(
        context,
        attribute,
        (ConversionTrackingNames.Read, ConversionTrackingNames.Write),
        (type, attributed, token) => Read(type, attribute, attributed.SemanticModel.Compilation, token),
        static model => (model.Place.FileName + GeneratedFiles.Conversion, ConversionWriter.Write(model)));

    /// <summary>A class, at the first of its attributes alone; null where nothing can be generated: analyzers say why.</summary>
    private static ConversionModel? Read(INamedTypeSymbol type, string attribute, Compilation compilation, CancellationToken token)
    {
        var (rms, crms) = (AttributeTypes.Find(type, NormGenNames.PreRMSNorm), AttributeTypes.Find(type, NormGenNames.CRMSNorm));
        if (attribute == NormGenNames.CRMSNorm && rms is not null || ResidualStreamReader.Read(type, compilation, token) is not { } stream) return null;
        var (toRMSNorm, toCRMSNorm) = (rms is not null && stream.Allows(StreamBlockerKind.Conversion), crms is not null && stream.Allows(StreamBlockerKind.Conversion, StreamBlockerKind.Compression));
        if (!toRMSNorm && !toCRMSNorm) return null;
        var forInference = rms is not null && rms.NamedArguments.Any(argument => argument is { Key: "InferenceOnly", Value.Value: true });
        return new(TypeHierarchy.Of(type), type.Name, toRMSNorm, toCRMSNorm, toRMSNorm && !forInference && stream.Allows(StreamBlockerKind.Training), stream.Norms, stream.Writers);
    }
}
