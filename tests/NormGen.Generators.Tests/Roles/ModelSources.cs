namespace NormGen.Generators.Tests.Roles;

/// <summary>Model classes that several tests use.</summary>
internal static class ModelSources
{
    /// <summary>What the files of a model begin with.</summary>
    public const string Usings = """
        using System.Collections.Generic;
        using System.Linq;
        using NormGen.Modules;
        using TorchSharp.Modules;
        using TorchSharp.Utils;
        using static NormGen.OptimizerKind;
        using static TorchSharp.torch.nn;
        using static TorchSharp.torch;
        using F = TorchSharp.torch.nn.functional;

        """;

    /// <summary>The blocks of a decoder: attention, feed forward and the annotated block around them.</summary>
    public const string Blocks = Usings + """
        public sealed class Attention : Module<Tensor, Tensor>
        {
            private readonly Linear qkv;
            private readonly Linear projection;
            private readonly long heads;

            public Attention(long width, long heads) : base(nameof(Attention))
            {
                this.heads = heads;
                qkv = Linear(width, 3 * width, hasBias: false);
                projection = Linear(width, width, hasBias: false);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                using var scope = NewDisposeScope();
                var (batch, time, width) = (x.size(0), x.size(1), x.size(2));
                var parts = qkv.call(x).chunk(3, -1);
                Tensor Split(Tensor t) => t.view(batch, time, heads, width / heads).transpose(1, 2);
                var mixed = F.scaled_dot_product_attention(Split(parts[0]), Split(parts[1]), Split(parts[2]), is_casual: true);
                return projection.call(mixed.transpose(1, 2).contiguous().view(batch, time, width)).MoveToOuterDisposeScope();
            }
        }

        public sealed class FeedForward : Module<Tensor, Tensor>
        {
            private readonly Linear expand;
            private readonly Linear contract;

            public FeedForward(long width) : base(nameof(FeedForward))
            {
                expand = Linear(width, 4 * width);
                contract = Linear(4 * width, width);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => contract.call(F.gelu(expand.call(x)));
        }

        [PeriLN(Norm = typeof(RMSNorm))]
        public sealed partial class Block : Module<Tensor, Tensor>
        {
            [Sublayer] private readonly Attention attention;
            [Sublayer] private readonly FeedForward feedForward;

            public Block(long width, long heads) : base(nameof(Block))
            {
                attention = new(width, heads);
                feedForward = new(width);
                InitializeNorms(width);
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x);
        }

        """;

    /// <summary>A decoder-only transformer as the samples have it.</summary>
    public const string Transformer = Usings + """
        [Optimizer(Scale)]
        public sealed partial class Model : Module<Tensor, Tensor>
        {
            private readonly Embedding token;
            private readonly Embedding position;
            private readonly ModuleList<Block> blocks;
            private readonly RMSNorm norm;
            private readonly Linear head;

            public Model(long vocabulary, long width, long heads, long depth, long context) : base(nameof(Model))
            {
                token = Embedding(vocabulary, width);
                position = Embedding(context, width);
                blocks = new ModuleList<Block>(Enumerable.Range(0, (int)depth).Select(_ => new Block(width, heads)).ToArray());
                norm = new RMSNorm(width);
                head = Linear(width, vocabulary, hasBias: false);
                RegisterComponents();
            }

            public override Tensor forward(Tensor tokens)
            {
                var x = token.call(tokens) + position.call(arange(tokens.size(1), device: tokens.device));
                foreach (var block in blocks) x = block.call(x);
                return head.call(norm.call(x)).view(-1, head.weight!.size(0));
            }
        }

        """;
}
