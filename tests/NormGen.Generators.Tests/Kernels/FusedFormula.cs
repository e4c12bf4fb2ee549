using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>A fused method and its formula, called alike.</summary>
internal sealed class FusedFormula(MethodInfo kernel, MethodInfo formula)
{
    public string Name => kernel.Name;

    /// <summary>The tensor parameters.</summary>
    public ParameterInfo[] Tensors { get; } = [.. kernel.GetParameters().Where(p => p.ParameterType == typeof(Tensor))];

    /// <summary>Whether a tensor parameter has one number a feature.</summary>
    public bool IsPerFeature(int tensor) => Tensors[tensor].IsDefined(typeof(PerFeatureAttribute));

    /// <summary>Whether a tensor parameter is overwritten.</summary>
    public bool IsUpdated(int tensor) => Tensors[tensor].IsDefined(typeof(UpdatedAttribute));

    /// <summary>The names the formula gives its results, or null where it has one.</summary>
    public string[]? ResultNames => formula.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames.Select(n => n!).ToArray();

    public Tensor[] CallKernel(params IReadOnlyList<Tensor> tensors) => Call(kernel, tensors);

    public Tensor[] CallFormula(params IReadOnlyList<Tensor> tensors) => Call(formula, tensors);

    /// <summary>Calls with the declared defaults as numbers.</summary>
    private Tensor[] Call(MethodInfo method, IReadOnlyList<Tensor> tensors)
    {
        var next = 0;
        var arguments = kernel.GetParameters().Select(p => p.ParameterType == typeof(Tensor) ? tensors[next++] : p.DefaultValue).ToArray();
        return method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null) switch
        {
            Tensor tensor => [tensor],
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => (Tensor)tuple[i]!)],
            _ => [],
        };
    }
}
