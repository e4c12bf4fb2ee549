using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.QKNorms;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;
using NormGen.Generators.Text;

namespace NormGen.Generators.QKNorms;

/// <summary>Writes the norms and <c>InitializeQKNorms</c> for every class with projections marked <c>[QKNorm]</c>, one file a class. It reports nothing: analyzer NG0018 does, from the same reading.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class QKNormGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var readings = new ReadingCache<QKNormModel>();
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(NormGenNames.QKNorm, static (node, _) => node is VariableDeclaratorSyntax or PropertyDeclarationSyntax, (attributed, token) => readings.Get(attributed, static (member, stop) => Read(member, stop), token))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(QKNormTrackingNames.Models);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Place.FileName + GeneratedFiles.QKNorm, QKNormWriter.Write(model)));
    }

    /// <summary>The class of a member, at the first of its members alone; null where nothing can be generated: analyzers say why.</summary>
    private static (QKNormModel?, ImmutableArray<SyntaxTree>) Read(GeneratorAttributeSyntaxContext context, CancellationToken token)
    {
        var type = context.TargetSymbol.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(QKNormReader.Members(type).First(), context.TargetSymbol) || !TypeParts.CanBeExtended(type, token)) return (null, []);
        var reading = QKNormReader.Read(type, context.SemanticModel.Compilation, token);
        return (reading.OwnsInitializer ? new(TypeHierarchy.Of(type), reading.Complaints.Count == 0 ? reading.Projections : default) : null, reading.Bodies);
    }
}
