namespace NormGen.Kernels;

/// <summary>What the compiler emits for an update: loops that overwrite some of their operands. Implemented by a struct without state.</summary>
public interface IUpdateKernel
{
    /// <summary>The operands, and the memory the kernel needs.</summary>
    static abstract UpdateKernelShape Shape { get; }

    /// <summary>Updates a range of rows.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="pass">Which of <see cref="UpdateKernelShape.Passes"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Update<T>(int pass, in Rows<T> rows) where T : unmanaged;
}
