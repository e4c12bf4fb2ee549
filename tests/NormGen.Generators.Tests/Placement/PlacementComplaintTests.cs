using NormGen.CodeModel.Placement;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Placement;

/// <summary>What the reader says about classes that cannot be generated, and what the generator writes for them.</summary>
public class PlacementComplaintTests
{
    private const string Calls = "InitializeNorms(4); RegisterComponents();";

    public static TheoryData<string, string, string> Faulty => new()
    {
        { "NotPartial", "Block", "[PreLN] public class Block : nn.Module<Tensor, Tensor> { [Sublayer] Linear a = nn.Linear(4, 4); public Block() : base(\"\") { " + Calls + " } public override partial Tensor forward(Tensor x); }" },
        { "NotPartial", "Outer", "public class Outer { [PreLN] public partial class Block : nn.Module<Tensor, Tensor> { [Sublayer] Linear a = nn.Linear(4, 4); public Block() : base(\"\") { " + Calls + " } public override partial Tensor forward(Tensor x); } }" },
        { "FileLocal", "Block", Block("[Sublayer] Linear a = nn.Linear(4, 4);", before: "[PreLN] file") },
        { "NotAModule", "Block", "[PreLN] public partial class Block { [Sublayer] Linear a = nn.Linear(4, 4); public partial Tensor forward(Tensor x); }" },
        { "PrimaryConstructor", "(long width)", "[PreLN] public partial class Block(long width) : nn.Module<Tensor, Tensor>(\"\") { [Sublayer] Linear a = nn.Linear(width, 4); public override partial Tensor forward(Tensor x); }" },
        { "NoSublayer", "Block", Block("Linear a = nn.Linear(4, 4);") },
        { "SublayerNotCallable", "a", Block("[Sublayer] Linear? a = nn.Linear(4, 4);") },
        { "SublayerNotCallable", "a", Block("[Sublayer] static Linear a = nn.Linear(4, 4);") },
        { "SublayerNotCallable", "a", Block("[Sublayer] int a = 4;") },
        { "SublayerNotCallable", "a", Block("[Sublayer] LSTM a = nn.LSTM(4, 4);") },
        { "ArgumentMissing", "a", Block("[Sublayer] Mixer a = new(4);") },
        { "ArgumentTypeMismatch", "mask", Block("[Sublayer] Mixer a = new(4);", "Tensor x, int mask", "nn.Module<Tensor, int, Tensor>") },
        { "ArgumentTypeMismatch", "mask", Block("[Sublayer] Mixer a = new(4);", "Tensor x, Tensor? mask", "nn.Module<Tensor, Tensor?, Tensor>") },
        { "ParameterUnused", "mask", Block("[Sublayer] FeedForward a = new(4);", "Tensor x, Tensor mask", "nn.Module<Tensor, Tensor, Tensor>") },
        { "ForwardMissing", "forward", Block("[Sublayer] FeedForward a = new(4);", forward: "public override Tensor forward(Tensor x) => x;") },
        { "ForwardMissing", "forward", Block("[Sublayer] FeedForward a = new(4);", forward: "public override partial Tensor forward(Tensor x); public override partial Tensor forward(Tensor x) => x;") },
        { "ForwardSignature", "forward", Block("[Sublayer] FeedForward a = new(4);", "int x", "nn.Module<int, Tensor>") },
        { "ForwardSignature", "forward", Block("[Sublayer] FeedForward a = new(4);", "Tensor? x", "nn.Module<Tensor?, Tensor>") },
        { "ForwardSignature", "forward", Block("[Sublayer] FeedForward a = new(4);", module: "nn.Module<Tensor, int>", forward: "public override partial int forward(Tensor x);") },
        { "SeveralPlacements", "PostLN", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, PostLN] public") },
        { "NormUnusable", "typeof(string)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(string))] public") },
        { "NormUnusable", "typeof(LayerNorm)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(LayerNorm))] public") },
        { "NormUnusable", "typeof(Linear)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(Linear))] public") },
        { "NormUnusable", "-1", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Eps = -1)] public") },
        { "NormUnusable", "typeof(FusedBatchNorm1d)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(FusedBatchNorm1d), Fuse = false)] public") },
        { "NormUnusable", "typeof(BatchNorm1d)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(BatchNorm1d))] public") },
        { "NormUnusable", "typeof(FusedGroupNorm)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(FusedGroupNorm))] public") },
        { "NormUnusable", "typeof(EvoNorm2dS0)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(EvoNorm2dS0), Fuse = false)] public") },
        { "NormUnusable", "typeof(L1BatchNorm1d)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(L1BatchNorm1d), Fuse = false)] public") },
        { "NormUnusable", "\"Missing\"", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(Norms), Method = \"Missing\")] public") },
        { "NormUnusable", "nameof(Norms.RMSNorm)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Norm = typeof(Norms), Method = nameof(Norms.RMSNorm))] public") },
        { "NormUnusable", "nameof(Norms.RMSNorm)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN(Method = nameof(Norms.RMSNorm))] public") },
        { "ScheduleUnusable", "1.5", Block("[Sublayer] FeedForward a = new(4);", before: "[MixLN(1.5)] public") },
        { "ScheduleUnusable", "-0.1", Block("[Sublayer] FeedForward a = new(4);", before: "[MixLN(alpha: -0.1)] public") },
        { "ScheduleUnusable", "double.NaN", Block("[Sublayer] FeedForward a = new(4);", before: "[MixLN(double.NaN)] public") },
        { "ScheduleUnusable", "-2", Block("[Sublayer] FeedForward a = new(4);", before: "[MixLN(PostLayers = -2)] public") },
        { "NameClash", "ForwardPost", Block("[Sublayer] FeedForward a = new(4); void ForwardPost() { }", before: "[MixLN] public") },
        { "NameClash", "normProbe", Block("[Sublayer] FeedForward a = new(4); int normProbe = 1;", before: "[PreLN, RecordNorms] public") },
        { "NameUnusable", "\"b\"", Block("[Sublayer(NormOut = \"b\")] FeedForward a = new(4);", before: "[OutputNorm] public") },
        { "ScaleUnusable", "0.0", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(0.0)] public") },
        { "ScaleUnusable", "double.NaN", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(double.NaN)] public") },
        { "NameClash", "aNorm", Block("[Sublayer] FeedForward a = new(4); int aNorm = 3;") },
        { "NameClash", "Block", Block("[Sublayer] FeedForward a = new(4); [Sublayer] FeedForward _a = new(4);") },
        { "NameClash", "Block", Block("[Sublayer(NormIn = \"training\")] FeedForward a = new(4);") },
        { "NameClash", "other", Block("[Sublayer] FeedForward a = new(4); [TorchSharp.Utils.ComponentName(Name = \"a_norm\")] Linear other = nn.Linear(1, 1);") },
        { "ScaleMisplaced", "ResidualScale.DeepNorm", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.DeepNorm)] public") },
        { "ScaleMisplaced", "ResidualScale.DeepNorm", Block("[Sublayer] FeedForward a = new(4);", before: "[ScaledResidual(ResidualScale.DeepNorm)] public") },
        { "ScaleMisplaced", "ResidualScale.ReZero", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.ReZero)] public") },
        { "ScaleMisplaced", "ResidualScale.SkipInit", Block("[Sublayer] FeedForward a = new(4);", before: "[PostLN, ScaledResidual(ResidualScale.SkipInit)] public") },
        { "ScaleMisplaced", "ResidualScale.Fixup", Block("[Sublayer] FeedForward a = new(4);", before: "[PeriLN, ScaledResidual(ResidualScale.Fixup)] public") },
        { "ScaleMisplaced", "ResidualScale.Gpt2Init", Block("[Sublayer] FeedForward a = new(4);", before: "[PeriLN, ScaledResidual(ResidualScale.Gpt2Init)] public") },
        { "ScaleMisplaced", "ResidualStack.Encoder", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.InverseBranches, Stack = ResidualStack.Encoder)] public") },
        { "ScaleMisplaced", "true", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(0.5, StartAtInverseSqrtBranches = true)] public") },
        { "ScaleMisplaced", "true", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.Gpt2Init, AsReleased = true)] public") },
        { "ScaleMisplaced", "Block", Block("[Sublayer(Scale = nameof(gain))] FeedForward a = new(4); Parameter gain = nn.Parameter(ones(4));", before: "[PreLN, ScaledResidual(ResidualScale.LayerScale)] public") },
        { "DepthUnknown", "-3", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.InverseBranches, Depth = -3)] public") },
        { "DepthUnknown", "4", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(0.5, Depth = 4)] public") },
        { "DepthUnknown", "typeof(FeedForward)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.InverseBranches, CountIn = typeof(FeedForward))] public") },
        { "DepthUnknown", "typeof(FeedForward)", Block("[Sublayer] FeedForward a = new(4);", before: "[PreLN, ScaledResidual(ResidualScale.InverseBranches, Depth = 2, CountIn = typeof(FeedForward))] public") },
        { "WeightsUnknown", "a", Block("[Sublayer] nn.Module<Tensor, Tensor> a = Make(); static nn.Module<Tensor, Tensor> Make() => throw new System.NotSupportedException();", before: "[PreLN, ScaledResidual(ResidualScale.Gpt2Init, Depth = 2)] public") },
        { "NameClash", "resweight", Block("[Sublayer] FeedForward a = new(4); int resweight = 3;", before: "[ScaledResidual(ResidualScale.ReZero)] public") },
        { "NameClash", "InitializeNorms", Block("[Sublayer] FeedForward a = new(4); void InitializeNorms(long n) { }") },
        { "NameUnusable", "\"a.b\"", Block("[Sublayer(NormIn = \"a.b\")] FeedForward a = new(4);") },
        { "NameUnusable", "\"b\"", Block("[Sublayer(NormOut = \"b\")] FeedForward a = new(4);") },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void EveryMisuseIsAComplaintAtItsPlace(string problem, string place, string text)
    {
        var complaint = Assert.Single(Read(text));
        Assert.Equal(problem, complaint.Problem.ToString());
        Assert.Equal(place, complaint.Location.SourceTree!.GetText().ToString(complaint.Location.SourceSpan));
        Assert.DoesNotContain(complaint.Arguments, string.IsNullOrEmpty);
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public void AFaultyClassGetsNoCompilerErrorAboutMissingGeneratedMembers(string problem, string place, string text)
    {
        _ = place;
        // What C# itself forbids here: members of a class that cannot have a second part, and the faults that are C# errors anyway.
        if (problem is "NotPartial" or "FileLocal" or "ForwardMissing" or "PrimaryConstructor") return;
        var run = BlockSources.RunSample(text.Contains("[MixLN") ? text.Replace("InitializeNorms(4)", "InitializeNorms(4, 0, 1)") : text);
        Assert.Empty(run.Problems.Where(p => p.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
    }

    [Theory]
    [InlineData(Calls, "")]
    [InlineData("this.InitializeNorms(4); base.RegisterComponents();", "")]
    [InlineData("Prepare(); RegisterComponents(); } void Prepare() { InitializeNorms(4);", "")]
    [InlineData("RegisterComponents();", "InitializeNormsMissing")]
    [InlineData("InitializeNorms(4);", "RegisterComponentsMissing")]
    [InlineData("", "InitializeNormsMissing, RegisterComponentsMissing")]
    [InlineData("RegisterComponents(); InitializeNorms(4);", "RegisterComponentsTooEarly")]
    [InlineData("InitializeNorms(4); RegisterComponents(); } public Block(int other) : this() {", "")]
    [InlineData("InitializeNorms(4); RegisterComponents(); } public Block(int other) : base(\"\") {", "InitializeNormsMissing, RegisterComponentsMissing")]
    public void EveryConstructorThatChainsToNoOtherMakesBothCallsInOrder(string body, string problems)
    {
        var text = Block("[Sublayer] FeedForward a = new(4);").Replace(Calls, body);
        var block = TestCompilation.Create(BlockSources.Sublayers, BlockSources.SampleUsings + text).GetTypeByMetadataName("Sample.Block")!;
        Assert.Equal(problems, string.Join(", ", ConstructorReader.Read(block, default).Select(c => c.Problem)));
    }

    [Fact]
    public void AClassWithoutAConstructorLacksTheCalls()
    {
        var compilation = TestCompilation.Create(BlockSources.SampleUsings + "[PreLN] public partial class Block { }");
        var complaint = Assert.Single(ConstructorReader.Read(compilation.GetTypeByMetadataName("Sample.Block")!, default));
        Assert.Equal(PlacementProblem.InitializeNormsMissing, complaint.Problem);
    }

    [Fact]
    public void GeneratedMembersAreNoClashForTheAnalyzersThatSeeThem()
    {
        var run = BlockSources.RunSample(Block("[Sublayer] FeedForward a = new(4);", before: "[PeriLN, ScaledResidual(2.0)] public"));
        var block = run.Output.GetTypeByMetadataName("Sample.Block")!;
        Assert.Empty(BlockReader.Read(block, run.Output, default)!.Complaints);
        Assert.Empty(ConstructorReader.Read(block, default));
    }

    [Fact]
    public void RecordsWithoutAPlacementDoNothingAndAreSaid()
    {
        var compilation = TestCompilation.Create(BlockSources.SampleUsings + "[RecordNorms] public class Block { }");
        Assert.Equal(PlacementProblem.RecordsWithoutPlacement, Assert.Single(BlockReader.ReadStray(compilation.GetTypeByMetadataName("Sample.Block")!)).Problem);
    }

    private static IEnumerable<PlacementComplaint> Read(string text)
    {
        var compilation = TestCompilation.Create(BlockSources.Sublayers, BlockSources.SampleUsings + text);
        var block = compilation.GetSymbolsWithName("Block", Microsoft.CodeAnalysis.SymbolFilter.Type).Single();
        return BlockReader.Read((Microsoft.CodeAnalysis.INamedTypeSymbol)block, compilation, default)!.Complaints;
    }

    private static string Block(string members, string parameters = "Tensor x", string module = "nn.Module<Tensor, Tensor>", string before = "[PreLN] public", string? forward = null)
        => $"{before} partial class Block : {module} {{ {members} public Block() : base(\"\") {{ {Calls} }} {forward ?? $"public override partial Tensor forward({parameters});"} }}";
}
