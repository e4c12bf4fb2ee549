namespace NormGen.CodeModel.Placement;

/// <summary>An operation of a sublayer that a joint can compute for it.</summary>
public enum BranchStepKind
{
    /// <summary>A number for each feature is added: the bias of a <c>Linear</c>.</summary>
    Bias,

    /// <summary>A norm with a formula of its own.</summary>
    Norm,

    /// <summary>Elements are dropped while training.</summary>
    Dropout,

    /// <summary><c>ReLU</c></summary>
    Relu,

    /// <summary><c>GELU</c></summary>
    Gelu,

    /// <summary><c>GELU</c> by tanh.</summary>
    GeluTanh,

    /// <summary><c>SiLU</c></summary>
    Silu,

    /// <summary><c>Tanh</c></summary>
    Tanh,

    /// <summary><c>Sigmoid</c></summary>
    Sigmoid,

    /// <summary><c>Mish</c></summary>
    Mish,

    /// <summary><c>Softsign</c></summary>
    Softsign,
}
