using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Formulas;

/// <summary>The types that formulas are made of, found once for a compilation.</summary>
internal sealed class FormulaTypes
{
    private FormulaTypes(INamedTypeSymbol tensor, INamedTypeSymbol? scalar)
    {
        Tensor = tensor;
        Scalar = scalar;
    }

    public INamedTypeSymbol Tensor { get; }

    private INamedTypeSymbol? Scalar { get; }

    /// <summary>Null where TorchSharp is not referenced.</summary>
    public static FormulaTypes? Of(Compilation compilation) => compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is { } tensor
        ? new(tensor, compilation.GetTypeByMetadataName("TorchSharp.Scalar"))
        : null;

    public bool IsTensor(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Tensor);

    public bool IsScalar(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type, Scalar);

    /// <summary>The tensors of a tuple, or null.</summary>
    public int? TensorTuple(ITypeSymbol type)
        => type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => IsTensor(e.Type)) ? tuple.TupleElements.Length : null;

    /// <summary>Whether a method is one of TorchSharp's mathematical ones: <c>torch.X</c>, <c>Tensor.X</c>, <c>functional.X</c>, <c>special.X</c>, <c>linalg.X</c>.</summary>
    public static bool IsTorch(IMethodSymbol method)
        => method.ContainingAssembly?.Name == "TorchSharp" && method.ContainingType is { } type
            && (type.Name is "torch" or "Tensor" or "functional" or "special" or "linalg" || type.Name.EndsWith("ExtensionMethods", StringComparison.Ordinal));

    public static bool Has(ISymbol symbol, string attribute) => Find(symbol, attribute) is not null;

    public static AttributeData? Find(ISymbol symbol, string attribute) => AttributeTypes.Find(symbol, attribute);

    public static bool IsFused(IMethodSymbol method) => Has(method, NormGenNames.Fused);
}
