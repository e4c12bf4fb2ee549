using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Placement;

/// <summary>A block as its attributes describe it: everything that its generated half needs, as plain data that a pipeline can compare.</summary>
/// <param name="Name">The class's name, without namespace or type parameters.</param>
/// <param name="Kind">Where the norms stand.</param>
/// <param name="Fuse">Whether output norm, residual addition and input norm run as one kernel.</param>
/// <param name="Obstacle">Why they cannot although asked to, or null.</param>
/// <param name="Norm">The norm around every sublayer.</param>
/// <param name="Scale">The factor of every residual branch, or null for none.</param>
/// <param name="Forward">The declared <c>forward</c>.</param>
/// <param name="Sublayers">The residual branches in the order they run.</param>
public sealed record BlockModel(
    string Name,
    PlacementKind Kind,
    bool Fuse,
    string? Obstacle,
    NormModel Norm,
    BranchScale? Scale,
    ForwardModel Forward,
    EquatableArray<SublayerModel> Sublayers)
{
    /// <summary>What the norms are once a model with the block is converted: root mean square, compressed, and root mean square with gain and offset; none where they stay what they are.</summary>
    public EquatableArray<NormModel> Converted { get; init; }

    /// <summary>Whether branches that are multiplied feature by feature, or lose elements, lose their mean too: in a converted model that is trained on.</summary>
    public bool Recentres { get; init; }

    /// <summary>The block once its norms have another form. Only the compressed one, which is for inference, has recentred weights behind every branch.</summary>
    public IEnumerable<BlockModel> ConvertedForms => Converted.Select((norm, form) => this with { Norm = norm, Recentres = form != 1 });

    /// <summary>Whether a branch loses its mean in a converted model.</summary>
    public static bool IsRecentred(SublayerModel sublayer) => sublayer.Scale is not null || sublayer.Dropout is not null;

    /// <summary>Whether joints are kernels: asked for and possible.</summary>
    public bool IsFused => Fuse && Obstacle is null;

    /// <summary>Every learned number that a rule gives the block, in the order of the state.</summary>
    public IEnumerable<LearnedScale> Learned => Scale is { } scale ? Sublayers.SelectMany(s => ScaleAttribute.Learned(scale.Rule, s.Name)).Distinct() : [];

    /// <summary>Whether it has norms at all.</summary>
    public bool HasNorms => Kind != PlacementKind.Bare;

    /// <summary>The parameters of <c>InitializeNorms</c>.</summary>
    public EquatableArray<InitializerArgument> Initializer => InitializerSignature.Of(Kind, Scale);

    /// <summary>Every generated norm, in the order of the state.</summary>
    public IEnumerable<NormMember> Norms => Sublayers.SelectMany(s => new[] { s.NormIn, s.NormOut }).OfType<NormMember>();

    /// <summary>For Mix-LN, which blocks are Post-LN; else null.</summary>
    public MixSchedule? Schedule { get; init; }

    /// <summary>Whether <c>forward</c> can be watched.</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The bodies that <c>forward</c> has, each of one placement: two for a schedule, else the block itself.</summary>
    public IReadOnlyList<BlockModel> Forms => Schedule is null ? [this] : [As(PlacementKind.PostLN), As(PlacementKind.PreLN)];

    /// <summary>The block with all of its sublayers in one of a schedule's two placements.</summary>
    private BlockModel As(PlacementKind kind) => this with
    {
        Kind = kind,
        Schedule = null,
        Sublayers = kind == PlacementKind.PreLN ? Sublayers : Sublayers.Select(s => s with { NormIn = null, NormOut = s.NormIn }).ToEquatableArray(),
    };
}
