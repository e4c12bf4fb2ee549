using NormGen.Modules;

namespace NormGen.Benchmarks.Pairs;

/// <summary>All pairs, in the order they are shown.</summary>
public static class PairList
{
    private static readonly (string Name, Func<long, long, bool, Pair> Make)[] Rows =
    [
        ("RMSNorm", (rows, features, backward) => new RMSNormPair(rows, features, backward)),
        ("CRMSNorm", (rows, features, backward) => new CRMSNormPair(rows, features, backward)),
        ("LayerNorm", (rows, features, backward) => new LayerNormPair(rows, features, backward)),
        ("Peri-LN joint", (rows, features, backward) => new PeriJointPair(rows, features, backward)),
    ];

    // At the size where memory decides.
    private static readonly (string Name, Func<long, long, bool, Pair> Make)[] LargeRows =
    [
        ("Peri-LN joint in place", (rows, features, backward) => new PeriJointInplacePair(rows, features, backward)),
        ("softmax-like formula", (rows, features, backward) => new SoftmaxPair(rows, features, backward, byTorchSoftmax: false)),
        ("softmax-like formula against torch softmax", (rows, features, backward) => new SoftmaxPair(rows, features, backward, byTorchSoftmax: true)),
        ("batch statistics", (rows, features, backward) => new ColumnPair(rows, features, backward)),
        ("Unified normalization", (rows, features, backward) => new UnifiedNormPair(rows, features, backward)),
        ("PowerNorm", (rows, features, backward) => new PowerNormPair(rows, features, backward)),
        ("RMSNorm bfloat16 against float32", (rows, features, backward) => new HalfTypePair(rows, features, backward, ScalarType.BFloat16)),
        ("RMSNorm float16 against float32", (rows, features, backward) => new HalfTypePair(rows, features, backward, ScalarType.Float16)),
    ];

    // Images as in the middle of a convolutional net.
    private static readonly (string Name, Func<long[], bool, Pair> Make)[] Images =
    [
        ("batch norm", (shape, backward) => new BatchNormPair(shape, backward)),
        ("EvoNorm-B0", (shape, backward) => new EvoNormB0Pair(shape, backward)),
        ("EvoNorm-S0", (shape, backward) => new EvoNormS0Pair(shape, backward)),
        ("Region norm", (shape, backward) => new RegionNormPair(shape, backward)),
        ("AdaIN", (shape, backward) => new AdaINPair(shape, backward)),
    ];

    /// <summary>The pairs.</summary>
    public static IReadOnlyList<PairCase> All { get; } =
    [
        .. from size in ((long Rows, long Features)[])[(8192, 1024), (64, 64)]
           from row in size.Rows > 64 ? Rows.Concat(LargeRows) : Rows
           from backward in (bool[])[false, true]
           select new PairCase($"{row.Name} {(backward ? "forward+backward" : "forward")} {size.Rows}x{size.Features}", () => row.Make(size.Rows, size.Features, backward)),
        .. from size in ((long Rows, long Features)[])[(8192, 1024), (64, 64)]
           select new PairCase($"LayerNorm with frozen parameters forward+backward {size.Rows}x{size.Features}", () => new LayerNormPair(size.Rows, size.Features, backward: true, isFrozen: true)),
        new("Peri-LN joint inside a model forward+backward 8192x1024", () => new PeriJointPair(8192, 1024, backward: true, isInsideModel: true)),
        new("Peri-LN joint in place inside a model forward+backward 8192x1024", () => new PeriJointInplacePair(8192, 1024, backward: true, isInsideModel: true)),
        .. from shape in (long[][])[[64, 128, 32, 32]]
           from image in Images
           from backward in (bool[])[false, true]
           select new PairCase($"{image.Name} {(backward ? "forward+backward" : "forward")} {string.Join('x', shape)}", () => image.Make(shape, backward)),
        .. from size in ((long Batch, long Length, long Width)[])[(8, 128, 128), (8, 128, 512)]
           from compressed in (bool[])[false, true]
           select new PairCase($"Pre-LN model converted to {(compressed ? "Pre-CRMSNorm" : "Pre-RMSNorm")}, inference {size.Batch}x{size.Length}x{size.Width}", () => new ConvertedPair(size.Batch, size.Length, size.Width, compressed)),
        .. from size in ((long Batch, long Length, long Width)[])[(8, 128, 128), (8, 128, 512)]
           from form in Enum.GetValues<LayerNormForm>()
           select new PairCase($"Pre-LN model{(form == LayerNormForm.Layer ? "" : form == LayerNormForm.Compressed ? " converted to Pre-CRMSNorm" : " converted to Pre-RMSNorm")} against TorchSharp's LayerNorm, inference {size.Batch}x{size.Length}x{size.Width}", () => new StockPair(size.Batch, size.Length, size.Width, form)),
        new("Unified Normalization folded, inference 2048x256", () => new FoldedPair(2048, 256)),
        new("AdamW update 16.8M", () => new ComposedAdamWPair()),
        new("AdamW update 16.8M against torch.optim.AdamW", () => new AdamWPair(UpdateSize.Large)),
        new("AdamW update 16.8M against _fused_adamw_", () => new LibtorchAdamWPair(UpdateSize.Large)),
        new("AdamW update 200x290x290 against torch.optim.AdamW", () => new AdamWPair(UpdateSize.Many)),
        new("AdamW update 200x290x290 against _fused_adamw_", () => new LibtorchAdamWPair(UpdateSize.Many)),
        new("AdamW update 200x32x32 against torch.optim.AdamW", () => new AdamWPair(UpdateSize.Small)),
        new("AdamW update 200x32x32 against _fused_adamw_", () => new LibtorchAdamWPair(UpdateSize.Small)),
        new("AdamW update recentred by row 16.8M", () => new RecentredAdamWPair(isTable: true)),
        new("AdamW update recentred by column 16.8M", () => new RecentredAdamWPair(isTable: false)),
        new("SGD momentum update 16.8M against _fused_sgd_", () => new LibtorchSGDPair(UpdateSize.Large)),
        new("SGD momentum update 200x290x290 against _fused_sgd_", () => new LibtorchSGDPair(UpdateSize.Many)),
        new("Lion update 16.8M", () => new LionPair()),
        new("SCALE update 16.8M", () => new ScalePair()),
        new("Stable-SPAM update 16.8M", () => new StableSPAMPair()),
        new("AdamP by row update 16.8M", () => new AdamPPair(byRow: true, isFactored: false)),
        new("AdamP by row update 16.8M against one factor", () => new AdamPPair(byRow: true, isFactored: true)),
        new("AdamP by layer update 16.8M", () => new AdamPPair(byRow: false, isFactored: false)),
        new("AdamP by layer update 16.8M against one factor", () => new AdamPPair(byRow: false, isFactored: true)),
        new("SinkGD update 16.8M", () => new SinkGDPair(byProducts: false)),
        new("SinkGD update 16.8M against matrix-vector products", () => new SinkGDPair(byProducts: true)),
        new("Adafactor update 16.8M", () => new AdafactorPair()),
        new("Muon update 64x256x256", () => new MuonPair()),
        new("Muon update 64x256x256 against its bare products", BareProducts.Muon),
        new("SWAN update 64x256x256 against its bare products", BareProducts.Swan),
        new("Conda update 64x256x256 against its bare products", BareProducts.Conda),
        new("Conda basis refresh 4x256x256 against the bare decomposition", BareProducts.CondaRefresh),
        new("clipping by norm 16.8M", () => new ClippingPair()),
    ];
}
