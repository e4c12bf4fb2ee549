using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;
using NormGen.Generators.Incremental;

namespace NormGen.Generators.Fused;

/// <summary>Writes the body of every <c>[Fused]</c> method, one file a method. It reports nothing: analyzers NG0010 to NG0012 do.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class FusedGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The transform runs for every attributed method on every edit; it reads again only where the edit may matter, and ends in a value that is equal when nothing it read has changed.
        var readings = new ReadingCache<FusedMethod>();
        var methods = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NormGenNames.Fused,
                static (node, _) => node is MethodDeclarationSyntax { Body: null, ExpressionBody: null },
                (attributed, token) => readings.Get(attributed, FusedMethodReader.Read, token))
            .WithTrackingName(FusedTrackingNames.Read)
            .Where(static method => method is not null)
            .Select(static (method, _) => method!)
            .WithTrackingName(FusedTrackingNames.Write);

        context.RegisterSourceOutput(methods, static (output, method) => output.AddSource(method.FileName, FusedMethodWriter.Write(method)));
    }
}
