using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Fields of parameters and statistics, which their module owns.</summary>
internal static class Slots
{
    /// <summary>Puts another tensor in the place of the old one, which is disposed.</summary>
    /// <param name="field">The place.</param>
    /// <param name="value">The new tensor.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>Whether it is another one, which the module must register.</returns>
    public static bool Put<T>(ref T? field, T? value, long[] shape, string name)
        where T : Tensor
    {
        NormArguments.CheckAffine(value, shape, name);
        if (ReferenceEquals(value, field)) return false;
        field?.Dispose();
        field = (T?)value?.DetachFromDisposeScope();
        return true;
    }
}
