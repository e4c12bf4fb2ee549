namespace NormGen.Kernels;

/// <summary>What the compiler emits for an update: loops that overwrite some of their operands. Implemented by a struct without state.</summary>
public interface IUpdateKernel
{
    /// <summary>The operands, and the memory the kernel needs.</summary>
    static abstract UpdateKernelShape Shape { get; }

    /// <summary>Updates a range of rows.</summary>
    /// <typeparam name="S">The type that rows are stored in: <see cref="float"/>, <see cref="double"/>, <see cref="TorchSharp.BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <typeparam name="T">The type that they are computed in: <see cref="double"/> where that is stored, else <see cref="float"/>.</typeparam>
    /// <param name="pass">Which of <see cref="UpdateKernelShape.Passes"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Update<S, T>(int pass, in Rows<S, T> rows) where S : unmanaged where T : unmanaged;
}
