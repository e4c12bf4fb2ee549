using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Types;

namespace NormGen.Generators.Optimizers;

/// <summary>Writes <c>CreateOptimizer</c> and the table of roles for every class with <c>[Optimizer]</c>, one file a class. It reports nothing: analyzers NG0020 and NG0021 do.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class OptimizerGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The transform runs for every attributed class on every edit, since a role may depend on any class of the model. It reads the constructors of the model's
        // classes and those bodies of forward that the output comes from; its value is equal when no role has changed, and then nothing is written.
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                NormGenNames.Optimizer,
                static (node, _) => node is ClassDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword),
                static (attributed, token) => OptimizedModelReader.Read(attributed, token))
            .WithTrackingName(OptimizerTrackingNames.Read)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(OptimizerTrackingNames.Write);

        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.Place.FileName + GeneratedFiles.Optimizer, OptimizerWriter.Write(model)));
    }
}
