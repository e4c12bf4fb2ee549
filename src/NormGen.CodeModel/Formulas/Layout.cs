using System.Collections.Immutable;

namespace NormGen.CodeModel.Formulas;

/// <summary>Which axes the dimensions of a formula's first tensor are. A formula over rows is read as one over <c>[.., features]</c> until it says something that only another layout has.</summary>
internal sealed class Layout
{
    private const string Times = " · ";
    private const string Groups = "groups";
    private const string ChannelsOfGroup = "channels a group";
    private const string FeaturesOfGroup = "features a group";
    private const string Positions = "positions";
    private static readonly string[][] PositionNames = [[], ["length"], ["height", "width"], ["depth", "height", "width"]];

    private Layout(int rank, bool hasGroups, params ImmutableArray<Dimension> element)
    {
        Rank = rank;
        HasGroups = hasGroups;
        Element = new(element);
    }

    /// <summary><c>[.., features]</c></summary>
    public static Layout Rows { get; } = new(0, false, new(Extent.Row, "..", IsMany: true), new(Extent.Feature, "features"));

    /// <summary><c>[rows, features]</c></summary>
    public static Layout Matrix { get; } = new(2, false, new(Extent.Row, "rows"), new(Extent.Feature, "features"));

    /// <summary><c>[.., features]</c> with the features cut into groups.</summary>
    public static Layout GroupedRows { get; } = new(0, true, new(Extent.Row, "..", IsMany: true), new(Extent.Group | Extent.Feature, "features"));

    /// <summary>The number of dimensions; 0 for any.</summary>
    public int Rank { get; }

    /// <summary>Whether channels (or features) are cut into groups.</summary>
    public bool HasGroups { get; }

    /// <summary>The shape of the first tensor.</summary>
    public TensorShape Element { get; }

    /// <summary>Whether the second dimension is one of channels.</summary>
    public bool HasChannels => (Element.Axes & Extent.Channel) != 0;

    /// <summary>Whether rows are one dimension and not any number of them.</summary>
    public bool HasOneRowDimension => !Element.Dimensions[0].IsMany;

    private Dimension RowDimension => Element.Dimensions[0];

    private Dimension ChannelDimension => Element.Dimensions[1];

    /// <summary><c>[batch, channels, ...]</c></summary>
    /// <param name="rank">The number of dimensions, at least 3; 0 for any.</param>
    /// <param name="hasGroups">Whether the channels are cut into groups.</param>
    public static Layout Channels(int rank, bool hasGroups)
    {
        var channels = new Dimension(hasGroups ? Extent.Group | Extent.Channel : Extent.Channel, "channels");
        IEnumerable<Dimension> positions = rank == 0 ? [new(Extent.Feature, "...", IsMany: true)]
            : (rank - 2 < PositionNames.Length ? PositionNames[rank - 2] : Enumerable.Range(1, rank - 2).Select(i => "position" + i)).Select(name => new Dimension(Extent.Feature, name));
        return new(rank, hasGroups, [new(Extent.Row, "batch"), channels, .. positions]);
    }

    /// <summary>Whether another layout is the same.</summary>
    public bool Equals(Layout other) => Rank == other.Rank && HasGroups == other.HasGroups && Element == other.Element;

    /// <summary>The shape of a parameter that is declared like this.</summary>
    public TensorShape ShapeOf(InputShape shape) => shape switch
    {
        InputShape.Number => TensorShape.Scalar,
        InputShape.PerFeature => new([Element.Dimensions[Element.Count - 1]]),
        InputShape.PerRow => new([RowDimension]),
        InputShape.PerChannel => new([ChannelDimension]),
        InputShape.PerPosition => new([RowDimension, Dimension.One, .. Element.Dimensions.Skip(2)]),
        InputShape.PerInstance => new([RowDimension, ChannelDimension]),
        _ => Element,
    };

    /// <summary>What cannot be cut further in a dimension: channels are those of each group, positions height and width.</summary>
    public IEnumerable<Dimension> AtomsOf(Dimension dimension)
    {
        if (dimension.Name == Positions) return DimensionsOf(Extent.Feature);
        return dimension.Name.Split([Times], StringSplitOptions.None).SelectMany(Atoms);

        IEnumerable<Dimension> Atoms(string name)
        {
            if (name == Groups) return [new(Extent.Group, Groups)];
            if (name == ChannelsOfGroup) return [new(Extent.Channel, ChannelsOfGroup)];
            if (name == FeaturesOfGroup) return [new(Extent.Feature, FeaturesOfGroup)];
            var whole = Element.Dimensions.First(d => d.Name == name);
            if ((whole.Axes & Extent.Group) == 0) return [whole];
            return [new(Extent.Group, Groups), whole.Axes == (Extent.Group | Extent.Channel) ? new(Extent.Channel, ChannelsOfGroup) : new(Extent.Feature, FeaturesOfGroup)];
        }
    }

    /// <summary>One dimension of several atoms.</summary>
    public Dimension Join(IReadOnlyList<Dimension> atoms)
    {
        if (atoms.Count == 1 && !atoms[0].IsMany) return atoms[0];
        foreach (var known in Element.Dimensions)
            if (!known.IsMany && AtomsOf(known).SequenceEqual(atoms)) return known;
        if (atoms.SequenceEqual(DimensionsOf(Extent.Feature))) return new(Extent.Feature, Positions);
        return new(atoms.Aggregate(Extent.Scalar, (axes, d) => axes | d.Axes), string.Join(Times, atoms.Select(a => a.Name)));
    }

    /// <summary>The shape of a tensor that varies over some axes and has no dimensions of length one.</summary>
    public TensorShape ShapeOver(Extent axes) => new([.. Element.Dimensions.SelectMany(d => (d.Axes & axes) == d.Axes ? [d] : AtomsOf(d).Where(atom => (atom.Axes & axes) != 0))]);

    /// <summary>The shape of a result that holds all of some axes.</summary>
    public TensorShape ShapeOfResult(Extent axes) => axes == Element.Axes ? Element : HasChannels && axes == Extent.Element ? ShapeOf(InputShape.PerPosition) : ShapeOver(axes);

    /// <summary>All dimensions of an axis: a reduction folds all of them or none.</summary>
    public IEnumerable<Dimension> DimensionsOf(Extent axis) => Element.Dimensions.Where(d => (d.Axes & axis) != 0);
}
