namespace NormGen.CodeModel.Roles;

/// <summary>What a parameter is in its model: the names and values of <c>NormGen.ParameterRole</c>.</summary>
public enum Role
{
    /// <summary>A weight between hidden activations.</summary>
    Matrix,

    /// <summary>A convolution's weight.</summary>
    Convolution,

    /// <summary>A table looked up by index.</summary>
    Embedding,

    /// <summary>The weight that makes the model's output.</summary>
    Head,

    /// <summary>A gain, bias or other parameter of one dimension.</summary>
    Vector,

    /// <summary>A learned number.</summary>
    Scalar,
}
