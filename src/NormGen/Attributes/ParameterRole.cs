namespace NormGen;

/// <summary>What a parameter is in its model; optimizers choose their rule by it.</summary>
public enum ParameterRole
{
    /// <summary>A weight <c>[out, in]</c> between hidden activations.</summary>
    Matrix,

    /// <summary>A convolution's weight <c>[out, in, ..]</c>.</summary>
    Convolution,

    /// <summary>A table <c>[entries, features]</c> looked up by index.</summary>
    Embedding,

    /// <summary>The weight <c>[classes, in]</c> that makes the model's output.</summary>
    Head,

    /// <summary>A gain, bias or other parameter of one dimension.</summary>
    Vector,

    /// <summary>A learned number.</summary>
    Scalar,
}
