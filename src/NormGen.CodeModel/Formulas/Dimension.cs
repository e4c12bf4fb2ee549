namespace NormGen.CodeModel.Formulas;

/// <summary>One dimension of a tensor as eager code sees it.</summary>
/// <param name="Axes">The axes it runs over: none where its length is one, several where they were merged (the channels of all groups).</param>
/// <param name="Name">Its name; which part of an axis it is where several dimensions make one (height and width are the positions).</param>
/// <param name="IsMany">Whether it stands for any number of dimensions.</param>
internal readonly record struct Dimension(Extent Axes, string Name, bool IsMany = false)
{
    /// <summary>A dimension of length one.</summary>
    public static readonly Dimension One = new(Extent.Scalar, "1");

    /// <summary>Whether its length is one.</summary>
    public bool IsOne => Axes == Extent.Scalar;
}
