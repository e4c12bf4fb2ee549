using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Registration;

/// <summary>Tells which modules have something to register: parameters, buffers, or a mode that <c>eval</c> changes.</summary>
internal static class Registrable
{
    /// <summary>Whether a module of this type has parameters, buffers or a mode; false where that is not known.</summary>
    public static bool Matters(ITypeSymbol type, SourceOperations source)
    {
        if (KnownModules.IsModuleBase(type)) return false;
        if (KnownModules.IsTorchSharp(type)) return KnownModules.KindOf(type) is not (ModuleKind.Unknown or ModuleKind.List or ModuleKind.Nonlinear or ModuleKind.Pooling or ModuleKind.Reshaping or ModuleKind.Homogeneous) || HasMode(type) || KnownModules.KindOf(type) == ModuleKind.List;
        if (type is not INamedTypeSymbol { IsAbstract: false } named || type.DeclaringSyntaxReferences.IsEmpty) return false;
        return ModelGraph.Of(named, source.Compilation, source.Token).Root.SelfAndDescendants().Any(module => module.Parameters.Count > 0 || HasMode(module.Type) || module.Kind == ModuleKind.Composite);
    }

    private static bool HasMode(ITypeSymbol type) => KnownModules.IsTorchSharp(type) && type.Name is "Dropout" or "Dropout1d" or "Dropout2d" or "Dropout3d" or "AlphaDropout" or "FeatureAlphaDropout" or "RReLU";
}
