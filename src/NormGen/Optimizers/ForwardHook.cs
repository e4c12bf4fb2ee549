using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Optimizers;

/// <summary>Registers a hook before <c>forward</c> on a module of whatever arguments: TorchSharp has the method on a generic class only.</summary>
internal static class ForwardHook
{
    /// <summary>Registers it.</summary>
    /// <returns>What takes it away; null where a module has no hooks.</returns>
    public static Action? Register(nn.Module module, Action hook)
    {
        var method = module.GetType().GetMethod("register_forward_pre_hook", BindingFlags.Public | BindingFlags.Instance, [typeof(Action<nn.Module>)]);
        if (method?.Invoke(module, [(Action<nn.Module>)(_ => hook())]) is not { } remover) return null;
        var remove = remover.GetType().GetMethod("remove", BindingFlags.Public | BindingFlags.Instance, [])!.CreateDelegate<Action>(remover);
        return remove;
    }
}
