namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Sources about models and their training.</summary>
internal static class Trainings
{
    /// <summary>A model with two layers, a norm and a head.</summary>
    public const string Net = """
        class Net : Module<Tensor, Tensor>
        {
            public readonly Linear hidden = Linear(8, 8), head = Linear(8, 2);
            public readonly LayerNorm norm = LayerNorm(8);

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward(Tensor x) => head.call(norm.call(hidden.call(x)));
        }

        """;

    /// <summary>A module class with the given members.</summary>
    public static string Module(string members, string name = "Net") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            {{members.Replace("\n", "\n    ")}}

            public override Tensor forward(Tensor x) => x;
        }

        """;

    /// <summary>A method that trains.</summary>
    public static string Train(string body) => $$"""
        class Training
        {
            static void Run(Net net, Tensor x, IEnumerable<Tensor> batches, Device device, double rate, int start)
            {
                {{body.Replace("\n", "\n        ")}}
            }
        }
        """;
}
