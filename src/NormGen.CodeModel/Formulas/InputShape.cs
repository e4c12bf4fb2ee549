namespace NormGen.CodeModel.Formulas;

/// <summary>What the declaration of a formula says about a parameter's shape. Which axes that are is a matter of the formula's <see cref="Layout"/>.</summary>
public enum InputShape
{
    /// <summary>A number, no tensor.</summary>
    Number,

    /// <summary>The shape of the first tensor.</summary>
    LikeFirst,

    /// <summary><c>[PerFeature]</c>: the last dimension of the first tensor.</summary>
    PerFeature,

    /// <summary><c>[PerRow]</c>: the leading dimensions; over channels, the first one.</summary>
    PerRow,

    /// <summary><c>[PerChannel]</c>: the second dimension.</summary>
    PerChannel,

    /// <summary><c>[PerPosition]</c>: the first dimension and those behind the channels, with a single channel between them.</summary>
    PerPosition,

    /// <summary><c>[PerInstance]</c>: the first two dimensions.</summary>
    PerInstance,
}
