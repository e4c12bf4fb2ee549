namespace NormGen.CodeModel.Formulas;

/// <summary>What is wrong with a fused method or its formula.</summary>
public enum ComplaintKind
{
    /// <summary>The declaration itself: not static or partial, generic, a parameter or result type that no kernel takes. Arguments: the method's name, the reason.</summary>
    Declaration,

    /// <summary>A type around it is not partial; NG0001 says so. Arguments: the method's name, the reason.</summary>
    NotPartial,

    /// <summary>No method of that name. Arguments: the method's name, the reason.</summary>
    FormulaMissing,

    /// <summary>There is a formula, but its parameters, result or form differ from what the declaration needs. Arguments: the method's name, the reason.</summary>
    FormulaDoesNotFit,

    /// <summary>The names of an update's results and of the parameters marked <c>[Updated]</c> differ. Arguments: the method's name, the reason.</summary>
    UpdatedDoesNotFit,

    /// <summary>An operation that cannot be part of a kernel. Arguments: what was written, the reason, and the rewrite that would work or an empty string.</summary>
    NotFusable,

    /// <summary>Shapes that TorchSharp would broadcast differently from rows and features, or not at all. Arguments: as <see cref="NotFusable"/>.</summary>
    Shape,

    /// <summary><c>sum(0)</c>, which sums everything into a byte: 0 is read as <c>ScalarType.Byte</c>, not as a dimension. Arguments: what was written, the reason, the rewrite.</summary>
    FullSum,

    /// <summary>The graph in the metadata of a reference cannot be read (another version wrote it). Arguments: the method's name, the reason.</summary>
    UnreadableMetadata,
}
