namespace NormGen.Benchmarks.Analysis;

/// <content>Smaller nets.</content>
internal static partial class AnalysisSources
{
    /// <summary>A recurrent tagger, a perceptron, a gated residual layer, and an actor with its critic.</summary>
    private static string Tabular(int number) => $$"""
        public sealed class Tagger : Module<Tensor, Tensor>
        {
            private readonly Embedding words;
            private readonly LSTM recurrent;
            private readonly Linear tags;
            private readonly Dropout dropout;

            public Tagger(long vocabulary, long width, long classes) : base("Tagger")
            {
                words = Embedding(vocabulary, width);
                recurrent = LSTM(width, width, numLayers: 2, batchFirst: true, bidirectional: true);
                tags = Linear(2 * width, classes);
                dropout = Dropout(0.3);
                RegisterComponents();
            }

            public override Tensor forward(Tensor ids)
            {
                var (states, _, _) = recurrent.call(dropout.call(words.call(ids)));
                return functional.log_softmax(tags.call(dropout.call(states)), -1);
            }
        }

        public sealed class Perceptron : Module<Tensor, Tensor>
        {
            private readonly Sequential layers;

            public Perceptron(long inputs, long outputs, double dropout = 0.2) : base("Perceptron")
            {
                layers = Sequential(
                    ("in", Linear(inputs, {{128 + number % 64}})), ("relu1", ReLU()), ("drop1", Dropout(dropout)),
                    ("hidden", Linear({{128 + number % 64}}, 64)), ("relu2", ReLU()),
                    ("out", Linear(64, outputs)));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => layers.call(x);
        }

        public sealed class GatedResidual : Module<Tensor, Tensor?, Tensor>
        {
            private readonly Linear first, context, second, gate;
            private readonly LayerNorm norm;

            public GatedResidual(long width) : base("GatedResidual")
            {
                first = Linear(width, width);
                context = Linear(width, width, hasBias: false);
                second = Linear(width, width);
                gate = Linear(width, 2 * width);
                norm = LayerNorm(width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x, Tensor? c)
            {
                var hidden = first.call(x);
                if (c is not null) hidden = hidden + context.call(c);
                hidden = second.call(functional.elu(hidden, 1.0));
                return norm.call(x + functional.glu(gate.call(hidden)));
            }
        }

        public sealed class ActorCritic : Module<Tensor, (Tensor Policy, Tensor Value)>
        {
            private readonly Perceptron body;
            private readonly Linear actor, critic;
            private readonly Parameter logDeviation;

            public ActorCritic(long observations, long actions) : base("ActorCritic")
            {
                body = new Perceptron(observations, 64);
                actor = Linear(64, actions);
                critic = Linear(64, 1);
                logDeviation = Parameter(torch.zeros(actions));
                init.orthogonal_(actor.weight, 0.01);
                RegisterComponents();
            }

            public override (Tensor Policy, Tensor Value) forward(Tensor x)
            {
                var h = torch.tanh(body.call(x));
                var mean = actor.call(h);
                return (mean + logDeviation.exp() * torch.randn_like(mean), critic.call(h).squeeze(-1));
            }
        }
        """;
}
