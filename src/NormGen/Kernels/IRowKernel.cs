namespace NormGen.Kernels;

/// <summary>
/// What the compiler emits for a differentiable formula: loops over whole rows, forward and backward. The implementing type is a
/// struct without state, so that the runners of this namespace are specialized for it and for the element types.
/// </summary>
public interface IRowKernel
{
    /// <summary>The operands, and the memory the kernel needs.</summary>
    static abstract RowKernelShape Shape { get; }

    /// <summary>Computes the outputs of a range of rows.</summary>
    /// <typeparam name="S">The type that rows are stored in: <see cref="float"/>, <see cref="double"/>, <see cref="TorchSharp.BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <typeparam name="T">The type that they are computed in: <see cref="double"/> where that is stored, else <see cref="float"/>.</typeparam>
    /// <typeparam name="W">How results are written: <see cref="ThroughCache"/> or <see cref="PastCache"/>.</typeparam>
    /// <param name="pass">Which of <see cref="RowKernelShape.ForwardPasses"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Forward<S, T, W>(int pass, in Rows<S, T> rows) where S : unmanaged where T : unmanaged where W : struct;

    /// <summary>Computes the gradients of a range of rows.</summary>
    /// <typeparam name="S">The type that rows are stored in: <see cref="float"/>, <see cref="double"/>, <see cref="TorchSharp.BFloat16"/> or <see cref="Half"/>.</typeparam>
    /// <typeparam name="T">The type that they are computed in: <see cref="double"/> where that is stored, else <see cref="float"/>.</typeparam>
    /// <typeparam name="W">How results are written: <see cref="ThroughCache"/> or <see cref="PastCache"/>.</typeparam>
    /// <typeparam name="P">Whether gradients of parameters are wanted: <see cref="Trained"/> or <see cref="Frozen"/>.</typeparam>
    /// <param name="pass">Which of <see cref="RowKernelShape.BackwardPasses"/>.</param>
    /// <param name="rows">The range and its memory.</param>
    static abstract void Backward<S, T, W, P>(int pass, in Rows<S, T> rows) where S : unmanaged where T : unmanaged where W : struct where P : struct;
}
