using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CharTransformerSample.Training;

/// <summary>The memory that an optimizer keeps between steps.</summary>
public static class OptimizerMemory
{
    /// <summary>The bytes of all tensors in its state, the trained parameters themselves aside; the same count for every optimizer on TorchSharp's <c>OptimizerHelper</c>.</summary>
    public static long Bytes(OptimizerHelper optimizer)
        => optimizer.state_dict().State.Where(state => state is not null).SelectMany(Tensors).Sum(tensor => tensor.numel() * tensor.element_size());

    private static IEnumerable<Tensor> Tensors(OptimizerState state)
        => Levels(state.GetType())
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .SelectMany(field => field.GetValue(state) switch { Parameter => [], Tensor tensor => [tensor], Tensor?[] tensors => tensors.OfType<Tensor>(), _ => [] });

    private static IEnumerable<Type> Levels(Type? type)
    {
        for (; type is not null && type != typeof(OptimizerState); type = type.BaseType)
        {
            yield return type;
        }
    }
}
