namespace NormGen.CodeModel.Formulas;

/// <summary>The primitive operations of an expression graph. What TorchSharp offers beyond them (<c>mean</c>, <c>var</c>, <c>silu</c>, <c>clamp</c>) is read as a few of these.</summary>
public enum Operation
{
    /// <summary>A parameter of the formula; <see cref="Node.Index"/> says which.</summary>
    Input,

    /// <summary>A literal; <see cref="Node.Value"/> holds it.</summary>
    Constant,

    /// <summary>The length of a row, a scalar.</summary>
    FeatureCount,

    /// <summary>The number of rows, a scalar.</summary>
    RowCount,

    /// <summary>The number of channels (of a group, where there are groups), a scalar.</summary>
    ChannelCount,

    /// <summary>The number of groups, a scalar.</summary>
    GroupCount,

    /// <summary>-a</summary>
    Negate,

    /// <summary>a²</summary>
    Square,

    /// <summary>√a</summary>
    Sqrt,

    /// <summary>1/√a</summary>
    Rsqrt,

    /// <summary>1/a</summary>
    Reciprocal,

    /// <summary>e^a</summary>
    Exp,

    /// <summary>ln a</summary>
    Log,

    /// <summary>|a|</summary>
    Abs,

    /// <summary>-1, 0 or 1</summary>
    Sign,

    /// <summary>tanh a</summary>
    Tanh,

    /// <summary>1/(1+e^-a)</summary>
    Sigmoid,

    /// <summary>The nearest integer, the even one of two.</summary>
    Round,

    /// <summary>The largest integer that is not above.</summary>
    Floor,

    /// <summary>The smallest integer that is not below.</summary>
    Ceiling,

    /// <summary>The integer towards zero.</summary>
    Truncate,

    /// <summary>The error function.</summary>
    Erf,

    /// <summary>a + b</summary>
    Add,

    /// <summary>a - b</summary>
    Subtract,

    /// <summary>a · b</summary>
    Multiply,

    /// <summary>a / b</summary>
    Divide,

    /// <summary>a^b</summary>
    Power,

    /// <summary>The smaller; NaN if either is NaN.</summary>
    Minimum,

    /// <summary>The larger; NaN if either is NaN.</summary>
    Maximum,

    /// <summary>1 where a &lt; b, else 0.</summary>
    Less,

    /// <summary>1 where a ≤ b, else 0.</summary>
    LessOrEqual,

    /// <summary>1 where a = b, else 0.</summary>
    Equal,

    /// <summary>b where a is not 0, else c.</summary>
    Select,

    /// <summary>A random number in [0, 1) for each place: the operands are the seed and, as a literal, the <see cref="Extent"/> whose places are counted.</summary>
    Uniform,

    /// <summary>1 where the random number of a place is at least p, else 0: the operands of <see cref="Uniform"/>, then p.</summary>
    Kept,

    /// <summary>Σ over the features of a row.</summary>
    SumOverFeatures,

    /// <summary>The largest of a row.</summary>
    MaxOverFeatures,

    /// <summary>The smallest of a row.</summary>
    MinOverFeatures,

    /// <summary>Σ over the rows, for each feature.</summary>
    SumOverRows,

    /// <summary>The largest of all rows.</summary>
    MaxOverRows,

    /// <summary>The smallest of all rows.</summary>
    MinOverRows,

    /// <summary>Σ over the rows of the squares of what differs from their mean, for each feature; the other operand is their sum, which is found meanwhile. Only the compiler makes it: no formula has it.</summary>
    DeviationsOverRows,

    /// <summary>Σ over the channels.</summary>
    SumOverChannels,

    /// <summary>The largest of the channels.</summary>
    MaxOverChannels,

    /// <summary>The smallest of the channels.</summary>
    MinOverChannels,

    /// <summary>Σ over the groups.</summary>
    SumOverGroups,

    /// <summary>The largest of the groups.</summary>
    MaxOverGroups,

    /// <summary>The smallest of the groups.</summary>
    MinOverGroups,

    /// <summary>The value, without a gradient.</summary>
    Detach,
}
