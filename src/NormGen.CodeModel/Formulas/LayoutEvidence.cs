namespace NormGen.CodeModel.Formulas;

/// <summary>What a formula says that only some layouts have; found while it is read in another one, and then it is read again.</summary>
internal sealed class LayoutEvidence
{
    /// <summary>Whether it speaks of the first of two dimensions.</summary>
    public bool Rows { get; set; }

    /// <summary>Whether it speaks of channels.</summary>
    public bool Channels { get; set; }

    /// <summary>Whether it cuts channels into groups.</summary>
    public bool Groups { get; set; }

    /// <summary>Whether it cuts features into groups.</summary>
    public bool FeatureGroups { get; set; }

    /// <summary>Whether a parameter is one number a feature.</summary>
    public bool HasFeatures { get; init; }

    /// <summary>The largest number of dimensions it speaks of; 0 where it leaves that open.</summary>
    public int Rank { get; private set; }

    /// <summary>It speaks of a number of dimensions.</summary>
    /// <param name="rank">How many there are at least.</param>
    public void HasRank(int rank) => Rank = Math.Max(Rank, rank);

    /// <summary>The layout that has all that was said; updates are matrices.</summary>
    /// <param name="isUpdate">Whether the formula is an update.</param>
    /// <param name="first">The layout that the declaration alone asks for.</param>
    public Layout Choose(bool isUpdate, Layout first)
    {
        if (isUpdate) return Layout.Matrix;
        if (Channels || first.HasChannels) return Layout.Channels(Rank >= 3 ? Rank : 0, Groups);
        // Groups behind the first dimension alone, x.reshape(x.shape[0], groups, -1), are groups of channels, however many dimensions follow.
        if (FeatureGroups) return Rows && !HasFeatures ? Layout.Channels(Rank >= 3 ? Rank : 0, hasGroups: true) : Layout.GroupedRows;
        return Rows || first == Layout.Matrix ? Layout.Matrix : first;
    }
}
