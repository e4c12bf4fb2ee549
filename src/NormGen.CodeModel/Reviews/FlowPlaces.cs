using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Reviews;

/// <summary>Where steps of a flow are written, and what they are called in a sentence.</summary>
internal static class FlowPlaces
{
    /// <summary>Where a step is made: a module where its constructor is called, a function where it is called itself; null where neither is in source.</summary>
    public static Location? Made(FlowNode node) => node.Module is { } module ? Made(module) : node.Site is { } site ? CreationName.Place(site) : null;

    /// <summary>Where a module is made, or else declared; null where neither is in source.</summary>
    public static Location? Made(ModuleNode module)
    {
        if (module.Creations is [var creation, ..]) return CreationName.Place(creation.Syntax);
        return module.Member?.Locations.FirstOrDefault(place => place.IsInSource);
    }

    /// <summary>Where a step is called; where that is not written, where it is made.</summary>
    public static Location? Called(FlowNode node) => node.Site?.GetLocation() ?? Made(node);

    /// <summary>What a step is called: a module by its place in the model, anything else by what it does.</summary>
    public static string Name(FlowNode node) => node.Module is { } module ? Name(module) : node.Function ?? node.Kind.ToString();

    /// <summary>What a module is called.</summary>
    public static string Name(ModuleNode module) => module.Path.Length == 0 ? module.Type.Name : module.Path;

    /// <summary>Whether code runs where no gradients are kept.</summary>
    public static bool IsWithoutGradients(SyntaxNode place)
    {
        foreach (var around in place.AncestorsAndSelf())
        {
            switch (around)
            {
                case UsingStatementSyntax scope when Names(scope.Declaration) || Names(scope.Expression):
                case BlockSyntax block when block.Statements.Any(statement => statement.SpanStart < place.SpanStart && statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } declared && Names(declared)):
                    return true;
                case BaseMethodDeclarationSyntax:
                    return false;
            }
        }

        return false;

        static bool Names(SyntaxNode? node) => node is not null && node.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText is "no_grad" or "inference_mode");
    }
}
