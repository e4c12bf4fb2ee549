using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>The gain and the offset of one norm.</summary>
/// <param name="Name">The norm's name, for messages.</param>
/// <param name="Gain">The gain, 1 at first.</param>
/// <param name="Offset">The offset, 0 at first; null where the norm has none.</param>
public sealed record GainAndOffset(string Name, Parameter Gain, Parameter? Offset = null)
{
    /// <summary>Those of all norms of a model with a gain: every module of TorchSharp's and of NormGen's norms, in the order of registration.</summary>
    /// <param name="model">The model, its submodules registered.</param>
    /// <returns>One for each norm.</returns>
    public static IReadOnlyList<GainAndOffset> Of(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = new List<GainAndOffset>();
        foreach (var (name, module) in model.named_modules().Prepend(("", model)))
        {
            var own = module.named_parameters(recurse: false).ToDictionary(item => item.name, item => item.parameter);
            if (own.TryGetValue("weight", out var gain) && IsNorm(module, gain)) found.Add(new(name, gain, own.GetValueOrDefault("bias")));
        }

        return found;
    }

    private static bool IsNorm(nn.Module module, Tensor gain)
        => module is LayerNorm or GroupNorm or BatchNorm1d or BatchNorm2d or BatchNorm3d or InstanceNorm1d or InstanceNorm2d or InstanceNorm3d
            || Attribute.IsDefined(module.GetType(), typeof(NormFormulaAttribute)) || gain.ndim == 1 && module.GetType().Assembly == typeof(GainAndOffset).Assembly;
}
