using static TorchSharp.torch;

namespace NormGen.Kernels;

/// <summary>The formula of a kernel in plain TorchSharp operations. Backward runs it when the graph of the gradients is wanted, because autograd cannot see into a kernel.</summary>
/// <param name="tensors">The tensors, in declaration order.</param>
/// <param name="numbers">The numbers, in declaration order.</param>
/// <returns>The outputs, in order.</returns>
public delegate Tensor[] ComposedFormula(ReadOnlySpan<Tensor> tensors, ReadOnlySpan<double> numbers);
