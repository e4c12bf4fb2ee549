using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Foldings;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;
using NormGen.Generators.Text;

namespace NormGen.Generators.Foldings;

/// <summary>Writes <c>FoldNormalization</c> for every class with <c>[FoldNormalization]</c>, one file a class. It reports nothing: analyzers NG0045 and NG0046 do, from the same reading.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FoldingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context) => AttributedClasses.Register(
        context,
        NormGenNames.FoldNormalization,
        (FoldingTrackingNames.Read, FoldingTrackingNames.Write),
        static (type, attributed, token) => Read(type, attributed.SemanticModel.Compilation, token),
        static model => (model.Place.FileName + GeneratedFiles.Folding, FoldingWriter.Write(model)));

    private static FoldingModel? Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
        => FoldingReader.Read(type, compilation, token) is { Rows.Count: > 0 } reading
            ? new(TypeHierarchy.Of(type), type.Name, reading.Rows, reading.Stays.Select(norm => $"{norm.Norm}: {norm.Reason}").ToEquatableArray()) : null;
}
