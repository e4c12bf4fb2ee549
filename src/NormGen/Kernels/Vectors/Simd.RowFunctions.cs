using System.Runtime.CompilerServices;

namespace NormGen.Kernels;

/// <content>Functions of the elements of rows, of the form f(element · factor + shift), where either the factor is 1 or -1, or the shift is -0, which changes no number.</content>
public static partial class Simd
{
    /// <summary>e^(element · factor + shift), within two units in the last place.</summary>
    /// <typeparam name="S">The stored type of the row.</typeparam>
    /// <typeparam name="T">The computed type.</typeparam>
    /// <param name="row">The row.</param>
    /// <param name="values">Where the value of the first element is written, and those of the others behind it, in the order that vectors of the row have. There must be room for 128 bytes more.</param>
    /// <param name="start">The first element.</param>
    /// <param name="end">The element behind the last.</param>
    /// <param name="factor">What elements are multiplied by.</param>
    /// <param name="shift">What is added to them.</param>
    /// <param name="ahead">How many elements further on the row that will be read next lies, to ask for it meanwhile; 0 to ask for nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Exp<S, T>(ref S row, ref T values, nuint start, nuint end, double factor = 1, double shift = -0.0, nuint ahead = 0) where S : unmanaged where T : unmanaged
        => VectorMath.Write<VectorMath.ExpFunction, S, T>(ref row, ref values, start, end, factor, shift, ahead);

    /// <summary>ln(element · factor + shift), within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{S, T}(ref S, ref T, nuint, nuint, double, double, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Log<S, T>(ref S row, ref T values, nuint start, nuint end, double factor = 1, double shift = -0.0, nuint ahead = 0) where S : unmanaged where T : unmanaged
        => VectorMath.Write<VectorMath.LogFunction, S, T>(ref row, ref values, start, end, factor, shift, ahead);

    /// <summary>1/(1 + e^-(element · factor + shift)), within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{S, T}(ref S, ref T, nuint, nuint, double, double, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sigmoid<S, T>(ref S row, ref T values, nuint start, nuint end, double factor = 1, double shift = -0.0, nuint ahead = 0) where S : unmanaged where T : unmanaged
        => VectorMath.Write<VectorMath.SigmoidFunction, S, T>(ref row, ref values, start, end, factor, shift, ahead);

    /// <summary>tanh(element · factor + shift), within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{S, T}(ref S, ref T, nuint, nuint, double, double, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tanh<S, T>(ref S row, ref T values, nuint start, nuint end, double factor = 1, double shift = -0.0, nuint ahead = 0) where S : unmanaged where T : unmanaged
        => VectorMath.Write<VectorMath.TanhFunction, S, T>(ref row, ref values, start, end, factor, shift, ahead);

    /// <summary>The error function of element · factor + shift, within two units in the last place.</summary>
    /// <inheritdoc cref="Exp{S, T}(ref S, ref T, nuint, nuint, double, double, nuint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Erf<S, T>(ref S row, ref T values, nuint start, nuint end, double factor = 1, double shift = -0.0, nuint ahead = 0) where S : unmanaged where T : unmanaged
        => VectorMath.Write<VectorMath.ErfFunction, S, T>(ref row, ref values, start, end, factor, shift, ahead);
}
