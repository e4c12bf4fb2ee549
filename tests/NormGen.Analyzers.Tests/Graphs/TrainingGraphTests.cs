using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Graphs;

/// <summary>What the model graph knows of construction and training, as it is printed.</summary>
public sealed class TrainingGraphTests
{
    private static void Prints(string expected, string source, bool isProgram = false)
    {
        var text = PrintedGraph.Of(source, isProgram);
        Assert.Equal(expected.ReplaceLineEndings("\n") + "\n", text[text.IndexOf("training\n", StringComparison.Ordinal)..]);
    }

    private static string Constructor(string source) => PrintedGraph.Of(source).Split('\n').Single(line => line.Contains(" registers ", StringComparison.Ordinal));

    [Fact]
    public void Groups_options_schedules_clipping_initialization_modes_and_moves() => Prints(
        """
        training
          Training.Run
            zeros_(net.head.bias)
            net.to(device: CUDA)
            optimizer = SGD(learningRate: 0.1, momentum: unknown)
              group: hidden.weight, head.weight; weight_decay 0.1
              group: norm.weight, norm.bias; weight_decay 0
            scheduler = StepLR(step_size: 10)
            net.train()
            clip_grad_norm_(max_norm: 1)
            optimizer.step()
            scheduler.step()
            net.eval()
        """,
        Trainings.Train("""
            init.zeros_(net.head.bias);
            net.to(torch.CUDA);
            var groups = new List<SGD.ParamGroup> { new(net.parameters().Where(p => p.ndim > 1), weight_decay: 0.1) };
            groups.Add(new(net.norm.parameters()));
            var optimizer = torch.optim.SGD(groups, 0.1, momentum: rate);
            var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);
            net.train();
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1);
            optimizer.step();
            scheduler.step();
            net.eval();
            """) + Trainings.Net);

    [Fact]
    public void A_model_that_is_injected_and_an_optimizer_that_a_method_returns() => Prints(
        """
        training
          top-level statements
            new Net()
          Trainer.Make
            Adam(lr: 0.001)
              all parameters; weight_decay 0
          Trainer.Run
            optimizer.step()
        """,
        """
        new Trainer(new Net()).Run();

        class Trainer(Module<Tensor, Tensor> model)
        {
            private readonly torch.optim.Optimizer optimizer = Make(model, 1e-3);

            private static torch.optim.Optimizer Make(Module<Tensor, Tensor> trained, double rate) => torch.optim.Adam(trained.parameters(), rate);

            public void Run() => optimizer.step();
        }

        """ + Trainings.Net,
        isProgram: true);

    [Fact]
    public void What_cannot_be_followed_is_unknown() => Prints(
        """
        training
          Training.Run
            optimizer = Adam(lr: unknown)
              unknown
        """,
        Trainings.Train("foreach (var p in net.head.parameters()) p.requires_grad = false;\nvar optimizer = torch.optim.Adam(net.parameters(), rate);") + Trainings.Net);

    [Fact]
    public void Nothing_is_printed_where_nothing_trains() => Assert.DoesNotContain("training\n", PrintedGraph.Of(Trainings.Net), StringComparison.Ordinal);

    [Theory]
    [InlineData("public Net(int width = 8, string name = null!) : base(\"\") { map = Linear(width, width); RegisterComponents(); }", "Net(width: 8, name: null) registers gain, map, cache")]
    [InlineData("public Net() : base(\"\") { map = Linear(8, 8); RegisterComponents(); cache = Dropout(0.1); }", "Net() registers gain, map; made too late: cache")]
    [InlineData("public Net() : base(\"\") { RegisterComponents(); Make(); } void Make() { map = Linear(8, 8); cache = ReLU(); }", "Net() registers gain, cache; made too late: map")]
    [InlineData("public Net() : base(\"\") { map = Linear(8, 8); cache = map; register_module(\"first\", map); register_module(\"second\", cache); }", "Net() registers first, second")]
    [InlineData("public Net() : base(\"\") { map = Linear(8, 8); }", "Net() registers nothing")]
    [InlineData("public Net(bool all) : base(\"\") { map = Linear(8, 8); if (all) RegisterComponents(); }", "Net(all) registers unknown")]
    public void Construction(string constructor, string expected) => Assert.Equal(expected, Constructor("#nullable disable\n" + Trainings.Module("readonly Parameter gain = Parameter(torch.ones(8));\nLinear map;\nModule<Tensor, Tensor> cache;\n\n" + constructor)));
}
