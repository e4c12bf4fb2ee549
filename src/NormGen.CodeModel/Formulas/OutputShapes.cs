namespace NormGen.CodeModel.Formulas;

/// <summary>Which shapes a kernel writes.</summary>
internal static class OutputShapes
{
    /// <summary>An updated tensor gets its own shape. A result is one of elements, or holds all of some axes: the statistics of rows, of features, of channels.</summary>
    public static string? Complaint(FormulaValue value, Layout layout, TensorShape? updated)
    {
        if (value is not TensorValue tensor) return "the formula does not return a tensor for it";
        if (tensor.IsMask) return "it is a tensor of bool; write torch.where(condition, 1.0, 0.0) or .to(x.dtype)";
        if (tensor.IsFloat32) return "it is float32, whatever the type of the tensors is; write .to(x.dtype)";
        if (tensor.Shape == (updated ?? layout.Element)) return null;
        if (updated is null && tensor.Shape == layout.ShapeOfResult(tensor.Shape.Axes)) return null;
        return $"the result has shape {tensor.Shape}; a kernel writes {updated ?? layout.Element}{(updated is null ? ", or numbers without dimensions of length one, as reductions without keepdim leave them" : "")}";
    }
}
