namespace NormGen.CodeModel.Flow;

/// <summary>What a step of a model's <c>forward</c> does with tensors.</summary>
public enum FlowKind
{
    /// <summary>An argument of <c>forward</c>.</summary>
    Input,

    /// <summary>A parameter of the model.</summary>
    Weight,

    /// <summary>A tensor or number that depends on neither arguments nor parameters.</summary>
    Constant,

    /// <summary><c>x · Wᵀ + b</c>; inputs x, W and, if there is or may be one, b.</summary>
    Linear,

    /// <summary>A convolution; inputs as for <see cref="Linear"/>.</summary>
    Convolution,

    /// <summary>Rows of a table; inputs the table and what selects them.</summary>
    Lookup,

    /// <summary>A product that sums over axes; multilinear in its inputs.</summary>
    MatrixProduct,

    /// <summary>Sum or difference.</summary>
    Add,

    /// <summary>Product, element by element.</summary>
    Multiply,

    /// <summary>Quotient, element by element.</summary>
    Divide,

    /// <summary>The same elements: an alias, a copy, another type.</summary>
    Same,

    /// <summary>An elementwise map with <c>f(a·x) = a^Degree · f(x)</c> for a &gt; 0.</summary>
    Homogeneous,

    /// <summary>A map of degree one within channels: pooling, padding with zeros.</summary>
    Pooling,

    /// <summary>A view with other sizes.</summary>
    View,

    /// <summary>Two axes exchanged.</summary>
    Transpose,

    /// <summary>Some or all elements, moved: slices, permutations, expansions.</summary>
    Rearrange,

    /// <summary>A reduction over axes, of degree Degree.</summary>
    Reduce,

    /// <summary>A normalization.</summary>
    Norm,

    /// <summary>Inputs one after the other along an axis.</summary>
    Concat,

    /// <summary>Scaled dot product attention of query, key, value.</summary>
    Attention,

    /// <summary>A function of its inputs about which nothing else is known.</summary>
    Other,

    /// <summary>One of its inputs, decided at run time.</summary>
    Choice,

    /// <summary>A module whose body was not entered.</summary>
    Call,
}
