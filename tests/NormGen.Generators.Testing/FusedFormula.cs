using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace NormGen.Generators.Testing;

/// <summary>A fused method and its formula, called alike.</summary>
internal sealed record FusedFormula(MethodInfo Kernel, MethodInfo Formula)
{
    public string Name => Kernel.Name;

    /// <summary>The tensor parameters.</summary>
    public ParameterInfo[] Tensors { get; } = [.. Kernel.GetParameters().Where(p => p.ParameterType == typeof(Tensor))];

    /// <summary>Whether a tensor parameter has the size of the first.</summary>
    public bool IsLikeFirst(int tensor) => !Tensors[tensor].CustomAttributes.Any(a => a.AttributeType.Name.StartsWith("Per", StringComparison.Ordinal));

    /// <summary>Whether a tensor parameter has one number a feature.</summary>
    public bool IsPerFeature(int tensor) => Tensors[tensor].IsDefined(typeof(PerFeatureAttribute));

    /// <summary>Whether a tensor parameter has one number a row.</summary>
    public bool IsPerRow(int tensor) => Tensors[tensor].IsDefined(typeof(PerRowAttribute));

    /// <summary>Whether the first tensor is one of channels, as far as the declaration says it.</summary>
    public bool HasChannels { get; init; }

    /// <summary>The shape of a tensor parameter where the first has a given one.</summary>
    public long[] ShapeOf(int tensor, long[] first)
    {
        bool Is<T>() => Tensors[tensor].IsDefined(typeof(T));
        if (Is<PerFeatureAttribute>()) return [first[^1]];
        if (Is<PerChannelAttribute>()) return [first[1]];
        if (Is<PerInstanceAttribute>()) return first[..2];
        if (Is<PerPositionAttribute>()) return [first[0], 1, .. first[2..]];
        return !Is<PerRowAttribute>() ? first : HasChannels ? [first[0]] : first[..^1];
    }

    /// <summary>Whether a tensor parameter is overwritten.</summary>
    public bool IsUpdated(int tensor) => Tensors[tensor].IsDefined(typeof(UpdatedAttribute));

    /// <summary>The names the formula gives its results, or null where it has one.</summary>
    public string[]? ResultNames => NamesOf(Formula);

    /// <summary>The method of the gradients; null where they are the derivative of the formula.</summary>
    public MethodInfo? Backward { get; } = Formula.DeclaringType!.GetMethod(Kernel.Name + "Backward", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);

    /// <summary>The names it gives its results, or null where it has one.</summary>
    public string[]? GradientNames => NamesOf(Backward!);

    public Tensor[] CallKernel(params IReadOnlyList<Tensor> tensors) => Call(Kernel, tensors);

    public Tensor[] CallFormula(params IReadOnlyList<Tensor> tensors) => Call(Formula, tensors);

    /// <summary>The gradients and new values that the author's own method returns.</summary>
    public Tensor[] CallBackward(IReadOnlyList<Tensor> tensors, IReadOnlyList<Tensor> incoming) => Call(Backward!, tensors, incoming);

    private static string[]? NamesOf(MethodInfo method) => method.ReturnParameter.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames.Select(n => n!).ToArray();

    /// <summary>Calls with the declared defaults as numbers.</summary>
    private Tensor[] Call(MethodInfo method, IReadOnlyList<Tensor> tensors, params IReadOnlyList<Tensor> behind)
    {
        var next = 0;
        var arguments = Kernel.GetParameters().Select(p => p.ParameterType == typeof(Tensor) ? tensors[next++] : p.DefaultValue).Concat(behind).ToArray();
        return method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null) switch
        {
            Tensor tensor => [tensor],
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => (Tensor)tuple[i]!)],
            _ => [],
        };
    }
}
