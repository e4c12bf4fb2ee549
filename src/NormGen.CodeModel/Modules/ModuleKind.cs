namespace NormGen.CodeModel.Modules;

/// <summary>What a module does, as far as roles and scale invariance need to know.</summary>
public enum ModuleKind
{
    /// <summary>Not known: a type whose parameters or body cannot be seen.</summary>
    Unknown,

    /// <summary>A class with a <c>forward</c> in source.</summary>
    Custom,

    /// <summary>A class with a placement attribute: its norms and its <c>forward</c> are synthesized from the attributes.</summary>
    Placement,

    /// <summary>A class with <c>[BlockStack]</c>: a list of blocks with norms at its ends, whose <c>forward</c> is synthesized.</summary>
    Stack,

    /// <summary><c>ModuleList</c> or <c>ModuleDict</c>.</summary>
    List,

    /// <summary><c>Sequential</c>.</summary>
    Sequential,

    /// <summary><c>ParameterList</c> or <c>ParameterDict</c>.</summary>
    ParameterList,

    /// <summary><c>Linear</c></summary>
    Linear,

    /// <summary><c>Bilinear</c></summary>
    Bilinear,

    /// <summary><c>Embedding</c></summary>
    Embedding,

    /// <summary><c>EmbeddingBag</c></summary>
    EmbeddingBag,

    /// <summary><c>Conv1d</c> to <c>Conv3d</c>.</summary>
    Convolution,

    /// <summary><c>ConvTranspose1d</c> to <c>ConvTranspose3d</c>.</summary>
    TransposedConvolution,

    /// <summary>Subtracts the mean over features and divides by the deviation.</summary>
    LayerNorm,

    /// <summary>Divides by the root mean square over features.</summary>
    RootMeanSquareNorm,

    /// <summary>A norm over features whose formula is not followed here.</summary>
    OtherNorm,

    /// <summary>Divides each feature by a statistic over tokens that is a constant in evaluation: unified normalization, power norm.</summary>
    OfflineNorm,

    /// <summary><c>GroupNorm</c></summary>
    GroupNorm,

    /// <summary><c>BatchNorm1d</c> to <c>BatchNorm3d</c>.</summary>
    BatchNorm,

    /// <summary><c>InstanceNorm1d</c> to <c>InstanceNorm3d</c>.</summary>
    InstanceNorm,

    /// <summary>A map of degree one without parameters that leaves axes alone: dropout, ReLU, identity.</summary>
    Homogeneous,

    /// <summary>A learned slope a channel.</summary>
    PRelu,

    /// <summary>One learned number is added.</summary>
    ScalarBias,

    /// <summary>NormGen's <c>FixupBasicBlock</c>: two convolutions with learned numbers around them.</summary>
    FixupBlock,

    /// <summary>A map over neighbouring positions that leaves channels apart: pooling, padding, upsampling of images.</summary>
    Pooling,

    /// <summary><c>Flatten</c>, <c>Unflatten</c>, shuffles: degree one, axes move.</summary>
    Reshaping,

    /// <summary>A map without parameters that is not homogeneous: GELU, softmax.</summary>
    Nonlinear,

    /// <summary>A module of TorchSharp with several parameters whose inside is not followed: recurrent nets, its transformer.</summary>
    Composite,
}
