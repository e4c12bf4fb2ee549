namespace NormGen.Benchmarks.Analysis;

/// <content>A vision transformer.</content>
internal static partial class AnalysisSources
{
    /// <summary>Attention, a block, a convolutional stem, the model, and its training.</summary>
    private static string VisionTransformer(int number) => $$"""
        public sealed class Attention : Module<Tensor, Tensor>
        {
            private readonly Linear qkv, output;
            private readonly int heads;

            public Attention(int width, int heads) : base("Attention")
            {
                this.heads = heads;
                qkv = Linear(width, 3 * width);
                output = Linear(width, width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var (batch, length, width) = (x.size(0), x.size(1), x.size(2));
                var parts = qkv.call(x).view(batch, length, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
                var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], is_casual: true);
                return output.call(mixed.transpose(1, 2).contiguous().view(batch, length, width));
            }
        }

        public sealed class Block : Module<Tensor, Tensor>
        {
            private readonly Attention attention;
            private readonly Sequential mlp;
            private readonly LayerNorm norm1, norm2;
            private readonly Dropout dropout = Dropout(0.1);

            public Block(int width) : base("Block")
            {
                attention = new Attention(width, 4);
                mlp = Sequential(("up", Linear(width, 4 * width)), ("act", GELU()), ("down", Linear(4 * width, width)));
                norm1 = LayerNorm(width);
                norm2 = LayerNorm(width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = x + dropout.call(attention.call(norm1.call(x)));
                return x + dropout.call(mlp.call(norm2.call(x)));
            }
        }

        public sealed class Stem : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1 = Conv2d(3, 32, 3, padding: 1, bias: false), conv2 = Conv2d(32, 64, 3, stride: 2, bias: false);
            private readonly BatchNorm2d norm1 = BatchNorm2d(32), norm2 = BatchNorm2d(64);

            public Stem() : base("Stem") => RegisterComponents();

            public override Tensor forward(Tensor x)
            {
                x = functional.relu(norm1.call(conv1.call(x)));
                x = functional.relu(norm2.call(conv2.call(x)));
                return x.flatten(2).transpose(1, 2);
            }
        }

        public sealed class Model : Module<Tensor, Tensor>
        {
            private readonly Stem stem = new();
            private readonly ModuleList<Block> blocks = new();
            private readonly LayerNorm norm;
            private readonly Linear head;

            public Model(int depth) : base("Model")
            {
                for (var i = 0; i < depth; i++) blocks.Add(new Block(64));
                norm = LayerNorm(64);
                head = Linear(64, 10);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = stem.call(x);
                foreach (var block in blocks) x = block.call(x);
                return head.call(norm.call(x).mean([1]));
            }
        }

        public static class Training
        {
            public static double Run(Tensor[] images, Tensor[] labels, int epochs)
            {
                using var model = new Model({{2 + number % 11}});
                using var optimizer = torch.optim.AdamW(model.parameters(), 3e-4);
                var last = 0.0;
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    for (var i = 0; i < images.Length; i++)
                    {
                        using var scope = torch.NewDisposeScope();
                        optimizer.zero_grad();
                        var loss = functional.cross_entropy(model.call(images[i]), labels[i]);
                        loss.backward();
                        optimizer.step();
                        last = loss.ToDouble();
                    }

                    Console.WriteLine($"{epoch}: {last}");
                }

                return last;
            }
        }
        """;
}
