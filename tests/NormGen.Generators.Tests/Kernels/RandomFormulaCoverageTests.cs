using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NormGen.CodeModel.Formulas;
using NormGen.Generators.Testing.Random;
using NormGen.Kernels.Running;
using static TorchSharp.torch;

namespace NormGen.Generators.Tests.Kernels;

/// <summary>What the random formulas are made of: all that the compiler reads, and nothing is left out but what is listed here with the reason.</summary>
public class RandomFormulaCoverageTests
{
    private static readonly RandomCase[] Drawn = [.. Enumerable.Range(1, 20).SelectMany(seed => FuzzBatch.Draw((ulong)seed, Fuzzer.BatchSize))];

    private static readonly Lazy<(FusedSignature Signature, FormulaGraph Graph)[]> Read = new(ReadAll);

    /// <summary>Operations of graphs that no formula has.</summary>
    private static readonly Dictionary<Operation, string> NoOperations = new()
    {
        [Operation.DeviationsOverRows] = "the compiler makes it of a variance over rows; the reader does not",
    };

    private const string Obsolete = "TorchSharp 0.107 has another spelling for it, and the compiler says so";

    /// <summary>Names that no formula needs.</summary>
    private static readonly Dictionary<string, string> NoNames = new()
    {
        ["DetachFromDisposeScope"] = "beside a formula it keeps the tensor alive until it is disposed by hand, which nobody does here",
        ["float"] = "eager code cuts float64 to the digits of float32 there, which no kernel does",
        ["hardsigmoid"] = "libtorch multiplies gradients by a sixth in float32, in float64 too",
        ["SiLU"] = Obsolete,
        ["Mish"] = Obsolete,
        ["Tanhshrink"] = Obsolete,
        ["Softshrink"] = Obsolete,
        ["Hardshrink"] = Obsolete,
        ["Threshold"] = Obsolete,
        ["reshape_as"] = "TorchSharp 0.107 does not have it",
    };

    [Fact]
    public void EveryOperationIsDrawn()
    {
        var drawn = Read.Value.SelectMany(r => Reachable(r.Graph.Outputs.Select(o => o.Value))).Select(n => n.Operation).ToHashSet();
        Assert.Empty(Enum.GetValues<Operation>().Except(NoOperations.Keys).Except(drawn));
        Assert.Empty(drawn.Intersect(NoOperations.Keys));
    }

    [Fact]
    public void EveryNameThatTheReaderKnowsIsDrawn()
    {
        var text = CalledMethods.Text + string.Concat(Drawn.Select(d => d.Formula.Method("F")));
        var called = Regex.Matches(text, @"\b\w+(?=\()").Select(m => m.Value).ToHashSet();
        Assert.Empty(BodyReader.OperationNames.Except(NoNames.Keys).Except(called).Order());
        Assert.Empty(called.Intersect(NoNames.Keys));
        var numbers = Regex.Matches(text, @"(?<=\bMath\.)\w+(?=\()").Select(m => m.Value).ToHashSet();
        Assert.Empty(BodyReader.MathNames.Except(numbers));
    }

    [Fact]
    public void EveryFormShapeAndTypeIsDrawn()
    {
        Assert.Empty(Enum.GetValues<FormulaForm>().Except(Drawn.Select(d => d.Formula.Form)));
        Assert.Empty(Enum.GetValues<ResultMemory>().Except(Drawn.Select(d => d.Formula.Memory)));
        Assert.Empty(Enum.GetValues<SpecialValue>().Except(Drawn.Select(d => d.Special)));
        Assert.Empty(Enum.GetValues<InputShape>().Except(Read.Value.SelectMany(r => r.Signature.Shapes)));
        // Rows, rows in groups, channels, channels in groups; of any rank or one that the formula says.
        Assert.Equal(6, Read.Value.Select(r => (r.Graph.Element, r.Graph.Rank > 0)).Distinct().Count());
    }

    [Fact]
    public void EveryTypeThatKernelsTakeIsDrawn()
    {
        ScalarType[] taken = [.. Enum.GetValues<ScalarType>().Where(ElementTypes.IsSupported)];
        Assert.Equal(taken.Order(), Drawn.Select(d => d.Type).Distinct().Order());
        // Parameters in the other types that are computed in float32.
        var pairs = taken.SelectMany(x => taken.Select(p => (x, p))).Where(p => p.x == p.p || (p.x != ScalarType.Float64 && p.p != ScalarType.Float64));
        Assert.Empty(pairs.Except(Drawn.Select(d => (d.Type, d.ParameterType))));
    }

    /// <summary>Fewer: reading takes longer than drawing.</summary>
    private static (FusedSignature, FormulaGraph)[] ReadAll()
    {
        var compilation = TestCompilation.Create($"internal static partial class Formulas\n{{\n{CalledMethods.Text}{string.Concat(Drawn.Take(250).Select((d, i) => d.Formula.Method("F" + i)))}}}");
        var tree = compilation.SyntaxTrees[^1];
        var model = compilation.GetSemanticModel(tree);
        var read = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Where(m => m.AttributeLists.Count > 0).Select(m =>
        {
            var signature = FusedSignature.Read(model.GetDeclaredSymbol(m)!, compilation, default)!;
            return (Signature: signature, Reading: FormulaReader.Read(signature, compilation, default));
        }).ToList();
        Assert.All(read, r => Assert.True(r.Reading.Graph is not null, $"{FormulaReadings.Text(r.Reading)}\n{r.Signature.Formula?.DeclaringSyntaxReferences[0].GetSyntax()}"));
        return [.. read.Select(r => (r.Signature, r.Reading.Graph!))];
    }

    private static HashSet<Node> Reachable(IEnumerable<Node> from)
    {
        var found = new HashSet<Node>();
        var open = new Stack<Node>(from);
        while (open.TryPop(out var node))
            if (found.Add(node)) foreach (var operand in node.Operands) open.Push(operand);
        return found;
    }
}
