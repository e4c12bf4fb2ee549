using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharTransformerSample.Training;

/// <summary>The memory that an optimizer keeps between steps.</summary>
public static class OptimizerMemory
{
    /// <summary>The bytes of all tensors in its state; the same count for every optimizer on TorchSharp's <c>OptimizerHelper</c>.</summary>
    public static long Bytes(OptimizerHelper optimizer)
        => optimizer.state_dict().State.Where(state => state is not null).SelectMany(Tensors).Sum(tensor => tensor.numel() * tensor.element_size());

    private static IEnumerable<Tensor> Tensors(OptimizerState state)
        => Levels(state.GetType())
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(field => field.FieldType == typeof(Tensor))
            .Select(field => field.GetValue(state))
            .OfType<Tensor>();

    private static IEnumerable<Type> Levels(Type? type)
    {
        for (; type is not null && type != typeof(OptimizerState); type = type.BaseType)
        {
            yield return type;
        }
    }
}
