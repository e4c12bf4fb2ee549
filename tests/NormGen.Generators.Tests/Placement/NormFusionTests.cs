using NormGen.CodeModel.Placement;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Placement;

/// <summary>Which norms become part of a joint, and what happens to the others.</summary>
public class NormFusionTests
{
    private const string Block = """
        [PeriLN(Norm = typeof(Own))]
        public partial class Block : nn.Module<Tensor, Tensor>
        {
            [Sublayer] private readonly FeedForward a = new(4);
            public Block() : base("") { InitializeNorms(4); RegisterComponents(); }
            public override partial Tensor forward(Tensor x);
        }

        [NormFormula(typeof(Formulas), nameof(Formulas.Apply))]
        public sealed class Own : nn.Module<Tensor, Tensor>
        {
            public Own(long n) : base("") { gain = nn.Parameter(ones(n)); RegisterComponents(); }
            public Parameter gain { get; set; }
            public override Tensor forward(Tensor x) => Formulas.Apply(x, gain);
        }
        """;

    private static string Formula(string body) => $$"""
        public static partial class Formulas
        {
            [Fused(nameof(F))] public static partial Tensor Apply(Tensor x, [PerFeature] Tensor gain);
            private static Tensor F(Tensor x, Tensor gain) => {{body}};
        }
        """;

    [Fact]
    public void ANormOfTheSameCompilationIsReadFromItsSource()
    {
        var run = BlockSources.RunSample(Block + Formula("x * gain / x.abs().amax([-1], keepdim: true)"));
        Assert.Contains("NormGen.Generated.Sample_Formulas_ApplyPeriLastJoint.g.cs", run.Files.Keys);
        Assert.Empty(Complaints(run));
    }

    [Fact]
    public void ANormOfAReferencedAssemblyIsReadFromItsGraph()
    {
        var run = BlockSources.RunSample(Block.Replace("typeof(Own)", "typeof(RMSNorm)") + Formula("x * gain"));
        Assert.Contains("NormGen.Generated.RMSNormPeriLastJoint.g.cs", run.Files.Keys);
        Assert.Empty(Complaints(run));
    }

    [Theory]
    [InlineData("x * gain * x.sum([0], keepdim: true)", "sums over rows")]
    [InlineData("x.cumsum(-1) * gain", "cannot be fused")]
    public void OneThatCannotBePartOfAJointIsComposedAndSaid(string formula, string reason)
    {
        var run = BlockSources.RunSample(Block + Formula(formula));
        Assert.DoesNotContain(run.Files.Keys, k => k.StartsWith("NormGen.Generated", StringComparison.Ordinal));
        Assert.Contains("this.aNormOut.call(", run.Files["Sample.Block.Placement.g.cs"]);
        var complaint = Assert.Single(Complaints(run));
        Assert.Equal(PlacementProblem.NotFused, complaint.Problem);
        Assert.Contains(reason, complaint.Arguments[1]);
    }

    private static IEnumerable<PlacementComplaint> Complaints(GeneratorRun run)
        => BlockReader.Read(run.Output.GetTypeByMetadataName("Sample.Block")!, run.Output, default)!.Complaints;
}
