using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>Kernels of users' formulas against the formulas themselves: results and every gradient.</summary>
public class UserFormulaTests
{
    private static readonly long[][] Shapes =
        [[1, 7], [5, 1], [3, 7], [6, 16], [4, 17], [9, 63], [3, 1023], [17], [1], [2, 3, 17], [2, 1, 3, 33], [0, 7], [2, 0, 16], [700, 64], [130, 513]];

    public static TheoryData<string> Names => [.. UserFormulas.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void AreTheFormulaInFloat64(string name) => ForAllShapes(name, ScalarType.Float64);

    [Theory]
    [MemberData(nameof(Names))]
    public void AreTheFormulaInFloat32(string name) => ForAllShapes(name, ScalarType.Float32);

    [Theory]
    [MemberData(nameof(Names))]
    public void TakeTensorsThatAreNotContiguous(string name)
    {
        var formula = UserFormulas.Get(name);
        foreach (var layout in Layout.All)
        {
            foreach (var shape in new long[][] { [5, 17], [3, 2, 8], [2, 3, 2, 19] })
            {
                new Comparison(formula, shape, ScalarType.Float64) { Layouts = _ => layout }.Check();
                for (var i = 0; i < formula.Tensors.Length; i++) new Comparison(formula, shape, ScalarType.Float32) { Layouts = t => t == i ? layout : Layout.Contiguous }.Check();
            }
        }
    }

    [Fact]
    public void AShortTotalIsNotWrittenAsFarAsALongOneOfItsPass()
    {
        // A write of this length behind a tensor of one number ends the process.
        for (var i = 0; i < 20; i++) new Comparison(UserFormulas.Get("SumsOfTwoLengths"), [3, 1 << 20], ScalarType.Float64).Check();
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void AnInfiniteEndOfABlendStaysWhereItIs(double infinity)
    {
        foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
            for (var end = 0; end < 2; end++) new Comparison(UserFormulas.Get("Blended"), [5, 17], type) { Data = (i, drawn) => i == end ? where(drawn > 1, infinity, drawn) : drawn }.Check();
    }

    [Fact]
    public void ASumOnTheRightIsAddedFirst()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var x = randn(50, 40, generator: generator) * 3;
        Assert.True(((x * 4).round() / 4).eq(UserFormulas.Get("OnGrid").CallKernel(x)[0]).all().item<bool>());
    }

    private static void ForAllShapes(string name, ScalarType type)
    {
        var formula = UserFormulas.Get(name);
        foreach (var shape in Shapes) new Comparison(formula, shape, type).Check();
    }
}
