using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds parameters that are changed in place where gradients are recorded: libtorch refuses that with an exception.</summary>
public static class LeafUpdate
{
    /// <summary>The methods that change a tensor in place.</summary>
    public static ICollection<string> Updates { get; } = new HashSet<string>
    {
        "add_", "sub_", "mul_", "div_", "copy_", "fill_", "zero_", "neg_", "pow_", "square_", "sqrt_", "abs_", "sign_", "clamp_", "clamp_min_", "clamp_max_", "lerp_", "addcmul_", "addcdiv_", "addmm_",
        "uniform_", "normal_", "random_", "exponential_", "bernoulli_", "masked_fill_", "masked_scatter_", "index_copy_", "index_add_", "scatter_", "scatter_add_",
    };

    /// <summary>Reads a call; the sentence needs the call and the parameter.</summary>
    public static Observation? Read(IOperation operation)
    {
        if (operation is not IInvocationOperation { Instance: { } changed, TargetMethod: var method } || !Updates.Contains(method.Name) || !TorchTypes.IsOfTorchSharp(method)) return null;
        changed = SingleValues.Bare(changed);
        if (!KnownModules.IsParameter(changed.Type) || changed is IInvocationOperation || LexicalScopes.IsIn(operation, "no_grad", "inference_mode", "set_grad_enabled")) return null;

        // Whoever calls backward in this very function has gradients recorded in it; anywhere else a caller may have switched them off.
        var function = SingleValues.Function(operation);
        if (!Own(function).Any(IsBackward)) return null;
        var root = SingleValues.Root(operation);
        if (LexicalScopes.Calls(root, "set_grad_enabled", "requires_grad_") || root.Descendants().Any(IsFreezing)) return null;
        return new(CreationName.Place(operation.Syntax), method.Name, changed.Syntax.ToString());
    }

    /// <summary>The operations of a function without those of functions inside it.</summary>
    private static IEnumerable<IOperation> Own(IOperation function)
        => function.ChildOperations.SelectMany(child => child is IAnonymousFunctionOperation or ILocalFunctionOperation ? [] : Own(child).Prepend(child));

    private static bool IsBackward(IOperation operation) => operation is IInvocationOperation { TargetMethod: { Name: "backward" } method } && TorchTypes.IsOfTorchSharp(method);

    private static bool IsFreezing(IOperation operation) => operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "requires_grad" } } or IObjectCreationOperation { Type.Name: "Parameter" }
        || operation is IInvocationOperation { TargetMethod.Name: "Parameter" };
}
