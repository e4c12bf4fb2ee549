using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Robustness;

/// <summary>Sources as they are while someone types: cut off, with tokens missing, doubled, exchanged. No analyzer and no generator may throw.</summary>
public sealed class BrokenCodeTests
{
    internal static readonly string[] Sources =
    [
        Models.Blocks + Models.Of("readonly ModuleList<PreBlock> blocks = new(new PreBlock(), new PreBlock()); readonly Linear head = Linear(8, 2);", "foreach (var block in blocks) x = block.call(x); return head.call(x);"),
        Harness.Blocks.Of("[Sublayer] readonly Mixer mixer = new(4); [Sublayer] readonly FeedForward mlp = new(4);", forward: "public override partial Tensor forward(Tensor x, Tensor mask);", module: "Module<Tensor, Tensor, Tensor>"),
        Formulas.Of("(x - x.mean([-1], keepdim: true)) / torch.sqrt(x.var([-1], unbiased: false, keepdim: true) + eps) * w"),
        Models.Of("readonly Conv2d conv = Conv2d(3, 8, 3); readonly BatchNorm2d norm = BatchNorm2d(8); readonly Parameter gain = Parameter(torch.ones(8));", "var h = conv.call(x); h.add_(norm.call(h)); return torch.log(1 + torch.exp(h / (h.std() + 1e-8) * gain)).round();")
            + "class Training { static void Run() { var net = new Net(); net.half(); var optimizer = torch.optim.Adam(net.parameters()); var schedule = torch.optim.lr_scheduler.StepLR(optimizer, 10); } }",
        Trainings.Net + "[Optimizer(OptimizerKind.Scale)] partial class Model : Module<Tensor, Tensor> { [TrAct] private readonly Conv2d first = Conv2d(3, 8, 3); private readonly Embedding table = Embedding(8, 8); public Model() : base(\"\") { InitializeTrAct(); RegisterComponents(); } public override Tensor forward(Tensor x) => functional.linear(first.call(x), table.weight!); }\n"
            + Trainings.Train("var optimizer = torch.optim.NAdam(net.parameters(), weight_decay: 0.1);\nforeach (var batch in batches)\n{\n    optimizer.zero_grad();\n    var losses = net.call(batch).mean([1L]);\n    for (var i = 0; i < 4; i++) losses[i].backward(retain_graph: true);\n    nn.utils.clip_grad_norm_(net.parameters(), 1.0);\n    net.head.weight!.mul_(0.5);\n    optimizer.step();\n}\nnet.to(device);")
            + "class Contrast { Tensor Loss(Net net, Tensor real, [ContrastiveBatch] Tensor made) => net.call(real).mean() - net.call(made).mean(); }",
    ];

    private static readonly Gen<string> Broken =
        from chosen in Gen.Int[0, Sources.Length - 1]
        from edits in Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Double[0, 1]).Array[1, 4]
        select edits.Aggregate(Sources[chosen], Edit);

    [Fact]
    public Task Broken_code_makes_none_throw() => Broken.SampleAsync(source => EveryRule.Over([Usings.Text + source]), iter: 20, threads: 1);

    private static string Edit(string source, (int Kind, double First, double Second) edit)
    {
        var tokens = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens().Where(token => token.Span.Length > 0).ToList();
        if (tokens.Count < 2) return source;
        var (a, b) = (Pick(edit.First), Pick(edit.Second));
        return edit.Kind switch
        {
            0 => source[..a.Span.End], // cut off
            1 => source.Remove(a.SpanStart, a.Span.Length), // missing
            2 => source.Insert(a.SpanStart, a.Text + " "), // doubled
            3 => source.Remove(a.SpanStart, a.Span.Length).Insert(a.SpanStart, b.Text), // another one
            _ => source.Remove(Math.Min(a.SpanStart, b.SpanStart), Math.Abs(a.SpanStart - b.SpanStart)), // a piece missing
        };

        SyntaxToken Pick(double at) => tokens[(int)(at * (tokens.Count - 1))];
    }
}
