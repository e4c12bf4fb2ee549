namespace NormGen.Benchmarks.Analysis;

/// <content>A language model.</content>
internal static partial class AnalysisSources
{
    /// <summary>A decoder of causal attention and gated feed-forward layers.</summary>
    private static string LanguageModel(int number) => $$"""
        public sealed class CausalAttention : Module<Tensor, Tensor>
        {
            private readonly Linear query, key, value, output;
            private readonly Dropout dropout = Dropout(0.1);
            private readonly long heads;

            public CausalAttention(long width, long heads) : base("CausalAttention")
            {
                this.heads = heads;
                query = Linear(width, width, hasBias: false);
                key = Linear(width, width, hasBias: false);
                value = Linear(width, width, hasBias: false);
                output = Linear(width, width, hasBias: false);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var (q, k, v) = (Split(query.call(x)), Split(key.call(x)), Split(value.call(x)));
                var scores = torch.matmul(q, k.transpose(-2, -1)) / Math.Sqrt(q.size(-1));
                var mask = torch.ones(x.size(1), x.size(1), dtype: ScalarType.Bool, device: x.device).triu(1);
                var weights = dropout.call(functional.softmax(scores.masked_fill(mask, double.NegativeInfinity), -1));
                return output.call(torch.matmul(weights, v).transpose(1, 2).contiguous().view(x.size(0), x.size(1), -1));
            }

            private Tensor Split(Tensor x) => x.view(x.size(0), x.size(1), heads, -1).transpose(1, 2);
        }

        public sealed class GatedFeedForward : Module<Tensor, Tensor>
        {
            private readonly Linear gate, up, down;

            public GatedFeedForward(long width, long inner) : base("GatedFeedForward")
            {
                gate = Linear(width, inner, hasBias: false);
                up = Linear(width, inner, hasBias: false);
                down = Linear(inner, width, hasBias: false);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => down.call(functional.silu(gate.call(x)) * up.call(x));
        }

        public sealed class DecoderLayer : Module<Tensor, Tensor>
        {
            private readonly LayerNorm attentionNorm, feedNorm;
            private readonly CausalAttention attention;
            private readonly GatedFeedForward feed;

            public DecoderLayer(long width, long heads) : base("DecoderLayer")
            {
                attentionNorm = LayerNorm(width);
                attention = new CausalAttention(width, heads);
                feedNorm = LayerNorm(width);
                feed = new GatedFeedForward(width, 4 * width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var h = x + attention.call(attentionNorm.call(x));
                return h + feed.call(feedNorm.call(h));
            }
        }

        public sealed class LanguageModel : Module<Tensor, Tensor>
        {
            private readonly Embedding tokens, positions;
            private readonly ModuleList<DecoderLayer> layers = new();
            private readonly LayerNorm last;
            private readonly Linear head;

            public LanguageModel(long vocabulary, long length, long width = {{64 + 8 * (number % 9)}}, int depth = 8) : base("LanguageModel")
            {
                tokens = Embedding(vocabulary, width);
                positions = Embedding(length, width);
                for (var i = 0; i < depth; i++) layers.Add(new DecoderLayer(width, 8));
                last = LayerNorm(width);
                head = Linear(width, vocabulary, hasBias: false);
                RegisterComponents();
                foreach (var (name, parameter) in named_parameters())
                {
                    if (name.EndsWith("weight") && parameter.dim() == 2) init.normal_(parameter, 0, 0.02);
                }
            }

            public override Tensor forward(Tensor ids)
            {
                var x = tokens.call(ids) + positions.call(torch.arange(ids.size(1), device: ids.device));
                foreach (var layer in layers) x = layer.call(x);
                return head.call(last.call(x));
            }
        }
        """;
}
