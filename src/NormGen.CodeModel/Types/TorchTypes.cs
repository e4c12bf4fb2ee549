using Microsoft.CodeAnalysis;

namespace NormGen.CodeModel.Types;

/// <summary>Recognizes TorchSharp's own types by their place, without looking them up in the compilation.</summary>
public static class TorchTypes
{
    /// <summary>The metadata name of the class that all of TorchSharp's functions stand in: where it is missing, there is nothing to read.</summary>
    public const string Torch = "TorchSharp.torch";

    /// <summary>Whether it is <c>torch.Tensor</c>.</summary>
    public static bool IsTensor(ITypeSymbol? type) => type is { Name: "Tensor", ContainingType: { } torch } && IsTorch(torch);

    /// <summary>Whether it is <c>torch.Tensor</c> or a class derived from it, such as <c>Parameter</c>.</summary>
    public static bool IsTensorOrDerived(ITypeSymbol? type) => BasesOf(type).Any(IsTensor);

    /// <summary>Whether it derives from <c>torch.nn.Module</c>.</summary>
    public static bool IsModule(ITypeSymbol? type) => BasesOf(type).Any(t => t is { Name: "Module", ContainingType: { Name: "nn", ContainingType: { } torch } } && IsTorch(torch));

    /// <summary>Whether it derives from <c>torch.nn.Module&lt;Tensor, Tensor&gt;</c>.</summary>
    public static bool IsTensorModule(ITypeSymbol? type) => BasesOf(type).Any(
        t => t is INamedTypeSymbol { Name: "Module", TypeArguments.Length: 2 } module && IsModule(module) && module.TypeArguments.All(IsTensor));

    /// <summary>Whether a type, a type argument of it, or a class it derives from could not be found: the compiler says so, and nothing else is known about it.</summary>
    public static bool IsBroken(ITypeSymbol? type)
    {
        return BasesOf(type).Any(LacksName);

        static bool LacksName(ITypeSymbol written) => written switch
        {
            { TypeKind: TypeKind.Error } => true,
            IArrayTypeSymbol array => LacksName(array.ElementType),
            INamedTypeSymbol named => named.TypeArguments.Any(LacksName),
            _ => false,
        };
    }

    /// <summary>The type and its base classes, the most derived first; of a type parameter, what it is constrained to.</summary>
    public static IEnumerable<ITypeSymbol> BasesOf(ITypeSymbol? type)
    {
        if (type is ITypeParameterSymbol parameter) return parameter.ConstraintTypes.SelectMany(BasesOf);
        return Chain(type);

        static IEnumerable<ITypeSymbol> Chain(ITypeSymbol? type)
        {
            for (; type is not null; type = type.BaseType) yield return type;
        }
    }

    /// <summary>Whether it derives from <c>OptimizerHelper</c>, as every managed optimizer does.</summary>
    public static bool IsManagedOptimizer(ITypeSymbol? type) => BasesOf(type).Skip(1).Any(t => t.Name == "OptimizerHelper" && IsOfTorchSharp(t));

    /// <summary>Whether it derives from <c>torch.optim.Optimizer</c>.</summary>
    public static bool IsOptimizer(ITypeSymbol? type) => BasesOf(type).Any(t => t is { Name: "Optimizer", ContainingType: { Name: "optim", ContainingType: { } torch } } && IsTorch(torch));

    /// <summary>Whether it is a learning-rate scheduler.</summary>
    public static bool IsScheduler(ITypeSymbol? type) => BasesOf(type).Any(t => t is { Name: "LRScheduler", ContainingType.Name: "lr_scheduler" } && IsOfTorchSharp(t));

    /// <summary>Whether TorchSharp itself declares a symbol.</summary>
    public static bool IsOfTorchSharp(ISymbol? symbol) => symbol?.ContainingAssembly?.Name == "TorchSharp";

    private static bool IsTorch(INamedTypeSymbol type) => type is { Name: "torch", ContainingType: null, ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } };
}
