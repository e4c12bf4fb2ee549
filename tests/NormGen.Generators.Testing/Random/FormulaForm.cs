namespace NormGen.Generators.Testing.Random;

/// <summary>The forms that formulas come in.</summary>
internal enum FormulaForm
{
    /// <summary>Sums over the features of a row; rows of any number of dimensions.</summary>
    Rows,

    /// <summary>Sums over rows too: of matrices.</summary>
    Matrix,

    /// <summary>An update in place, with sums over both.</summary>
    Update,

    /// <summary>Sums over positions, channels and samples, of images.</summary>
    Channels,

    /// <summary>As <see cref="Channels"/>, with channels cut into groups.</summary>
    Groups,

    /// <summary>As <see cref="Rows"/>, with features cut into groups.</summary>
    FeatureGroups,

    /// <summary>As <see cref="Channels"/>, with positions of any number of dimensions, which the formula sees as one.</summary>
    Positions,
}
