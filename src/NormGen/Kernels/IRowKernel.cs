namespace NormGen.Kernels;

/// <summary>
/// What the compiler emits for a differentiable formula: loops over whole rows, forward and backward. The implementing type is a
/// struct without state, so that the runners of this namespace are specialized for it and for the element type.
/// </summary>
public interface IRowKernel
{
    /// <summary>The operands, and the memory the kernel needs.</summary>
    static abstract RowKernelShape Shape { get; }

    /// <summary>Computes the outputs of a range of rows.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="pass">Which of <see cref="RowKernelShape.ForwardPasses"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Forward<T>(int pass, in Rows<T> rows) where T : unmanaged;

    /// <summary>Computes the gradients of a range of rows.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <param name="pass">Which of <see cref="RowKernelShape.BackwardPasses"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Backward<T>(int pass, in Rows<T> rows) where T : unmanaged;
}
