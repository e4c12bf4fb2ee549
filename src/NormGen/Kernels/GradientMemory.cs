namespace NormGen.Kernels;

/// <summary>
/// Whether backward writes gradients over incoming ones that nobody else holds. In a model the gradient of a result is, as a rule, a tensor of the engine's own that nobody will ever see: a norm then writes the gradient of its
/// input where it has read that of its output, and needs no memory for it.
/// </summary>
public static class GradientMemory
{
    /// <summary>
    /// Whether it does; true by default. Reused is what autograd's engine alone holds, has the size and type of the gradient to be written, and lies as that does. Never reused are gradients that a caller passes
    /// (<c>backward(gradient)</c>, <c>autograd.grad(grad_outputs)</c>) or asks for, that another branch of the graph or another result gets as well, that share memory with any other tensor, or are expanded; and none with
    /// <c>create_graph: true</c>, or where the native library does not count as it is expected to, which is tried out once. Which incoming gradients a kernel may write over stands in the head of its generated file.
    /// </summary>
    public static bool IsReused { get; set; } = true;
}
