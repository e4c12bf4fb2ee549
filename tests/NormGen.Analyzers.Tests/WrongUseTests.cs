using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests;

/// <summary>A wrong use is one error of ours, and the compiler adds none about members that were not generated.</summary>
public sealed class WrongUseTests
{
    private const string Feed = "[Sublayer] private readonly FeedForward feedForward = new(4);";

    private static readonly string Right = Blocks.Of(Feed);

    [Theory]
    [InlineData("InitializeNorms(4);\n        ", "", "NG0002 Block")]
    [InlineData("RegisterComponents();", "", "NG0003 Block")]
    [InlineData("InitializeNorms(4);", "RegisterComponents();", "NG0002 Block")]
    [InlineData("[Sublayer] private readonly FeedForward feedForward", "[Sublayer] private readonly Mixer feedForward", "NG0004 feedForward")]
    [InlineData("public partial class Block", "public class Block", "NG0001 Block, CS0751 forward, CS8795 forward, CS0103 InitializeNorms")]
    [InlineData("private readonly FeedForward feedForward", "private readonly int feedForward", "NG0006 feedForward, CS1729 new(4)")]
    [InlineData("[Sublayer]", "", "NG0006 Block")]
    [InlineData("[PeriLN]", "", "NG0006 Sublayer, CS8795 forward, CS0103 InitializeNorms")]
    [InlineData("[PeriLN]", "[PeriLN, PreLN]", "NG0006 PreLN")]
    [InlineData("[PeriLN]", "[PeriLN(Norm = typeof(Linear))]", "NG0007 typeof(Linear)")]
    [InlineData("[PeriLN]", "[PeriLN(Norm = typeof(FusedBatchNorm1d), Fuse = false)]", "NG0007 typeof(FusedBatchNorm1d)")]
    [InlineData("[PeriLN]", "[PeriLN(Norm = typeof(Norms), Method = \"None\")]", "NG0007 \"None\"")]
    [InlineData("[PeriLN]", "[RecordNorms]", "NG0019 RecordNorms, NG0006 Sublayer, CS8795 forward, CS0103 InitializeNorms")]
    [InlineData("[PeriLN]", "[PeriLN, ScaledResidual(0.0)]", "NG0008 0.0")]
    [InlineData("public override partial", "private long streamFeatures; public override partial", "NG0009 streamFeatures")]
    [InlineData("public override partial Tensor forward(Tensor x);", "public override Tensor forward(Tensor x);", "NG0006 forward, CS0501 forward")]
    [InlineData("public override partial Tensor forward(Tensor x);", "", "NG0006 Block, CS0534 Block")]
    [InlineData("private readonly FeedForward", "private readonly Missing", "CS0246 Missing")]
    [InlineData("Module<Tensor, Tensor>\n", "Missing\n", "CS0246 Missing, CS0103 RegisterComponents, CS1729 base")]
    public async Task Placements(string before, string after, string errors)
    {
        Assert.Contains(before, Right);
        var at = Right.LastIndexOf(before, StringComparison.Ordinal);
        Check(errors, await UserBuild.Errors(Right[..at] + after + Right[(at + before.Length)..]));
    }

    private static void Check(string expected, string[] found) => Assert.Equal(expected.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(), found.Order());

    [Fact]
    public async Task A_primary_constructor() => Check("NG0005 (long width)", await UserBuild.Errors(Blocks.Sublayers + """
        [PeriLN]
        public partial class Block(long width) : Module<Tensor, Tensor>("")
        {
            [Sublayer] private readonly FeedForward feedForward = new(width);
            public override partial Tensor forward(Tensor x);
        }
        """));

    [Theory]
    [InlineData("public static partial Tensor M(Tensor x);", "private static Tensor F(Tensor x) => x.cumsum(-1);", "NG0011 cumsum")]
    [InlineData("public static partial Tensor M(Tensor x);", "private static Tensor F(Tensor x) => x * x.sum(0);", "NG0012 sum")]
    [InlineData("public static partial Tensor M(Tensor x);", "private static Tensor F(Tensor x, double eps) => x * eps;", "NG0010 F")]
    [InlineData("public static partial Tensor M(Tensor x, float eps);", "private static Tensor F(Tensor x, float eps) => x * eps;", "NG0010 eps")]
    [InlineData("public static partial Tensor M(Tensor x); public static partial Tensor M(Tensor x) => x;", "private static Tensor F(Tensor x) => x;", "NG0010 M")]
    [InlineData("public static Tensor M(Tensor x);", "private static Tensor F(Tensor x) => x;", "NG0010 M, CS0501 M")]
    [InlineData("public static partial Tensor M<T>(Tensor x);", "private static Tensor F(Tensor x) => x;", "NG0010 M, CS8795 M")]
    public async Task FusedMethods(string declaration, string formula, string errors)
        => Check(errors, await UserBuild.Errors($"public static partial class N {{ [Fused(\"F\")] {declaration} {formula} }}"));

    [Fact]
    public async Task A_fused_method_of_a_library_without_its_graph() => Check("NG0011 M", await UserBuild.Errors(
        "public static partial class N { [Fused(\"F\")] public static partial Tensor Own(Tensor x); private static Tensor F(Tensor x) => x * Other.M(x); }",
        "public static class Other { [Fused(\"F\")] public static Tensor M(Tensor x) => x; }"));

    [Theory]
    [InlineData("public partial class Net : Base { private readonly Parameter grid = Parameter(zeros(1, 4, 4)); }", "NG0020 grid")]
    [InlineData("public partial class Net;", "NG0021 Net")]
    [InlineData("file partial class Net : Base;", "NG0021 Net")]
    [InlineData("public partial class Net : Base { public void CreateOptimizer() { } }", "NG0021 CreateOptimizer")]
    [InlineData("public class Net : Base;", "NG0001 Net")]
    [InlineData("public partial class Net : Base { public object Make() => CreateOptimizer(); }", "")]
    public async Task Optimizers(string model, string errors) => Check(errors, await UserBuild.Errors(
        $"[Optimizer(OptimizerKind.Scale)] {model} public class Base : Module<Tensor, Tensor> {{ public Base() : base(\"\") {{ }} public override Tensor forward(Tensor x) => x; }}"));

    [Fact]
    public async Task What_is_right_builds() => Check("", await UserBuild.Errors(Right));
}
