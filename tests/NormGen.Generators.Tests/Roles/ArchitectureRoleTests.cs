namespace NormGen.Generators.Tests.Roles;

/// <summary>Every parameter of small models as they are written in practice.</summary>
public sealed class ArchitectureRoleTests
{
    [Fact]
    public void A_GPT_with_a_tied_head() => Assert.Equal(
    [
        "wte.weight: Embedding", "wpe.weight: Embedding", "h.*.ln_1.weight: Vector", "h.*.ln_1.bias: Vector", "h.*.attn.c_attn.weight: Matrix", "h.*.attn.c_attn.bias: Vector", "h.*.attn.c_proj.weight: Matrix", "h.*.attn.c_proj.bias: Vector",
        "h.*.ln_2.weight: Vector", "h.*.ln_2.bias: Vector", "h.*.mlp.0.weight: Matrix", "h.*.mlp.0.bias: Vector", "h.*.mlp.2.weight: Matrix", "h.*.mlp.2.bias: Vector", "ln_f.weight: Vector", "ln_f.bias: Vector", "lm_head.weight: Embedding",
    ], RolesOf.Rows("GPT", ModelSources.Usings + """
        public class Attention : Module<Tensor, Tensor>
        {
            readonly Linear c_attn, c_proj; readonly int heads;
            public Attention(int width, int heads) : base("Attention") { this.heads = heads; c_attn = Linear(width, 3 * width); c_proj = Linear(width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var (b, t, c) = (x.shape[0], x.shape[1], x.shape[2]);
                var parts = c_attn.call(x).split(c, 2);
                Tensor Heads(Tensor part) => part.view(b, t, heads, c / heads).transpose(1, 2);
                var y = F.scaled_dot_product_attention(Heads(parts[0]), Heads(parts[1]), Heads(parts[2]), is_casual: true);
                return c_proj.call(y.transpose(1, 2).contiguous().view(b, t, c));
            }
        }
        public class Block : Module<Tensor, Tensor>
        {
            readonly LayerNorm ln_1; readonly Attention attn; readonly LayerNorm ln_2; readonly Sequential mlp;
            public Block(int width, int heads) : base("Block")
            {
                (ln_1, attn, ln_2) = (LayerNorm(width), new Attention(width, heads), LayerNorm(width));
                mlp = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width), Dropout(0.1));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) { x = x + attn.call(ln_1.call(x)); return x + mlp.call(ln_2.call(x)); }
        }
        public class GPT : Module<Tensor, Tensor>
        {
            [ParameterRole(NormGen.ParameterRole.Embedding)] readonly Embedding wte; readonly Embedding wpe; readonly ModuleList<Block> h = new(); readonly LayerNorm ln_f; readonly Linear lm_head;
            public GPT(int vocabulary, int context, int width, int depth) : base("GPT")
            {
                wte = Embedding(vocabulary, width); wpe = Embedding(context, width);
                for (var i = 0; i < depth; i++) h.Add(new Block(width, 4));
                ln_f = LayerNorm(width);
                lm_head = Linear(width, vocabulary, hasBias: false);
                lm_head.weight = wte.weight;
                RegisterComponents();
            }
            public override Tensor forward(Tensor tokens)
            {
                var x = wte.call(tokens) + wpe.call(torch.arange(tokens.shape[1]));
                foreach (var block in h) x = block.call(x);
                return lm_head.call(ln_f.call(x));
            }
        }
        """));

    [Fact]
    public void A_ResNet_with_stages_made_by_a_helper() => Assert.Equal(
    [
        "stem.weight: Convolution", "norm.weight: Vector", "norm.bias: Vector",
        "stage.0.conv1.weight: Convolution", "stage.0.bn1.weight: Vector", "stage.0.bn1.bias: Vector", "stage.0.conv2.weight: Convolution", "stage.0.bn2.weight: Vector", "stage.0.bn2.bias: Vector", "stage.0.down.0.weight: Convolution?", "stage.0.down.1.weight: Vector?", "stage.0.down.1.bias: Vector?",
        "stage.*.conv1.weight: Convolution?", "stage.*.bn1.weight: Vector?", "stage.*.bn1.bias: Vector?", "stage.*.conv2.weight: Convolution?", "stage.*.bn2.weight: Vector?", "stage.*.bn2.bias: Vector?", "stage.*.down.0.weight: Convolution?", "stage.*.down.1.weight: Vector?", "stage.*.down.1.bias: Vector?",
        "fc.weight: Head", "fc.bias: Vector",
    ], RolesOf.Rows("ResNet", ModelSources.Usings + """
        public class BasicBlock : Module<Tensor, Tensor>
        {
            readonly Conv2d conv1; readonly BatchNorm2d bn1; readonly Conv2d conv2; readonly BatchNorm2d bn2; readonly Sequential? down;
            public BasicBlock(int from, int to, int stride) : base("BasicBlock")
            {
                conv1 = Conv2d(from, to, 3, stride: stride, padding: 1, bias: false); bn1 = BatchNorm2d(to);
                conv2 = Conv2d(to, to, 3, padding: 1, bias: false); bn2 = BatchNorm2d(to);
                if (stride != 1 || from != to) down = Sequential(Conv2d(from, to, 1, stride: stride, bias: false), BatchNorm2d(to));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                var skip = down is null ? x : down.call(x);
                return F.relu(skip + bn2.call(conv2.call(F.relu(bn1.call(conv1.call(x))))));
            }
        }
        public class ResNet : Module<Tensor, Tensor>
        {
            readonly Conv2d stem = Conv2d(3, 16, 7, bias: false); readonly BatchNorm2d norm = BatchNorm2d(16); readonly Sequential stage; readonly Linear fc;
            public ResNet(int blocks, int classes) : base("ResNet") { stage = MakeStage(16, 32, blocks, 2); fc = Linear(32, classes); RegisterComponents(); }
            private static Sequential MakeStage(int from, int to, int blocks, int stride)
            {
                var layers = new List<Module<Tensor, Tensor>>();
                layers.Add(new BasicBlock(from, to, stride));
                for (var i = 1; i < blocks; i++) layers.Add(new BasicBlock(to, to, 1));
                return Sequential(layers.ToArray());
            }
            public override Tensor forward(Tensor x) => fc.call(F.adaptive_avg_pool2d(stage.call(F.relu(norm.call(stem.call(x)))), 1).flatten(1));
        }
        """));

    [Fact]
    public void A_vision_transformer_with_a_convolutional_stem() => Assert.Equal(
    [
        "cls: Vector", "positions: Vector", "stem.0.weight: Convolution", "stem.1.weight: Vector", "stem.1.bias: Vector", "stem.3.weight: Convolution", "stem.3.bias: Vector", "encoder.**: Matrix?", "norm.weight: Vector", "norm.bias: Vector", "head.weight: Head", "head.bias: Vector",
    ], RolesOf.Rows("ViT", ModelSources.Usings + """
        public class ViT : Module<Tensor, Tensor>
        {
            readonly Parameter cls, positions; readonly Sequential stem; readonly TorchSharp.Modules.TransformerEncoder encoder; readonly LayerNorm norm; readonly Linear head;
            public ViT(int width, int patches) : base("ViT")
            {
                cls = Parameter(torch.zeros(1, 1, width)); positions = Parameter(torch.randn(1, patches + 1, width) * 0.02);
                stem = Sequential(Conv2d(3, 24, 3, stride: 2, bias: false), BatchNorm2d(24), ReLU(), Conv2d(24, width, 8, stride: 8));
                encoder = TransformerEncoder(TransformerEncoderLayer(width, 4), 4);
                norm = LayerNorm(width); head = Linear(width, 10);
                RegisterComponents();
            }
            public override Tensor forward(Tensor images)
            {
                var x = stem.call(images).flatten(2).transpose(1, 2);
                x = torch.cat([cls.expand(x.shape[0], -1, -1), x], 1) + positions;
                x = encoder.forward(x, null, null);
                return head.call(norm.call(x.select(1, 0)));
            }
        }
        """));

    [Fact]
    public void A_recurrent_language_model() => Assert.Equal(
        ["embed.weight: Embedding", "lstm.**: Matrix?", "decoder.weight: Head", "decoder.bias: Vector"],
        RolesOf.Rows("RNNModel", ModelSources.Usings + """
            public class RNNModel : Module<Tensor, (Tensor, Tensor), (Tensor, (Tensor, Tensor))>
            {
                readonly Embedding embed; readonly LSTM lstm; readonly Linear decoder; readonly Dropout drop = Dropout(0.2);
                public RNNModel(int vocabulary, int width) : base("RNNModel") { embed = Embedding(vocabulary, width); lstm = LSTM(width, width, 2); decoder = Linear(width, vocabulary); RegisterComponents(); }
                public override (Tensor, (Tensor, Tensor)) forward(Tensor tokens, (Tensor, Tensor) state)
                {
                    var (output, h, c) = lstm.call(drop.call(embed.call(tokens)), state);
                    return (decoder.call(drop.call(output)), (h, c));
                }
            }
            """));

    [Fact]
    public void An_MLP_mixer_with_its_blocks_in_a_base_class() => Assert.Equal(
    [
        "patch.weight: Convolution", "patch.bias: Vector", "blocks.*.norm.weight: Vector", "blocks.*.norm.bias: Vector", "blocks.*.tokens.0.weight: Matrix", "blocks.*.tokens.0.bias: Vector", "blocks.*.tokens.2.weight: Matrix", "blocks.*.tokens.2.bias: Vector",
        "blocks.*.after.weight: Vector", "blocks.*.after.bias: Vector", "blocks.*.channels.0.weight: Matrix", "blocks.*.channels.0.bias: Vector", "blocks.*.channels.2.weight: Matrix", "blocks.*.channels.2.bias: Vector", "head.weight: Head", "head.bias: Vector",
    ], RolesOf.Rows("Mixer", ModelSources.Usings + """
        public abstract class Mixing : Module<Tensor, Tensor>
        {
            protected Mixing(string name) : base(name) { }
            protected static Sequential Mlp(int width, int hidden) => Sequential(Linear(width, hidden), GELU(), Linear(hidden, width));
            protected Tensor Transposed(Module<Tensor, Tensor> map, Tensor x) => map.call(x.transpose(1, 2)).transpose(1, 2);
        }
        public class MixerBlock : Mixing
        {
            readonly LayerNorm norm; readonly Sequential tokens; readonly LayerNorm after; readonly Sequential channels;
            public MixerBlock(int patches, int width) : base("MixerBlock") { norm = LayerNorm(width); tokens = Mlp(patches, 32); after = LayerNorm(width); channels = Mlp(width, 64); RegisterComponents(); }
            public override Tensor forward(Tensor x) { x = x + Transposed(tokens, norm.call(x)); return x + channels.call(after.call(x)); }
        }
        public class Mixer : Module<Tensor, Tensor>
        {
            readonly Conv2d patch; readonly ModuleList<MixerBlock> blocks; readonly Linear head;
            public Mixer(int patches, int width, int depth) : base("Mixer")
            {
                patch = Conv2d(3, width, 8, stride: 8);
                blocks = ModuleList(Enumerable.Range(0, depth).Select(_ => new MixerBlock(patches, width)).ToArray());
                head = Linear(width, 10);
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                x = patch.call(x).flatten(2).transpose(1, 2);
                for (var i = 0; i < blocks.Count; i++) x = blocks[i].call(x);
                return head.call(x.mean([1L]));
            }
        }
        """));

    [Fact]
    public void Gates_and_scales_of_residual_branches_say_so() => Assert.Equal(
    [
        "gate: Scalar, a learned number that scales a residual branch", "scale: Vector, a gain that scales a residual branch", "shift: Vector, a bias: added element by element", "gain: Vector, a gain: multiplied element by element",
        "temperature: Scalar, a learned number", "kernel: Convolution, the kernel of a convolution, the first layer: it sees the model's input", "weight: Matrix, multiplied with hidden activations", "first.weight: Matrix, a Linear between hidden activations", "head.weight: Head, the Linear that makes the output",
    ], RolesOf.Model("Net", ModelSources.Usings + """
        public class Net : Module<Tensor, Tensor>
        {
            readonly Parameter gate = Parameter(torch.tensor(0.0f)), scale = Parameter(torch.ones(8) * 1e-4), shift = Parameter(torch.zeros(8)), gain = Parameter(torch.ones(8)), temperature = Parameter(torch.tensor(1.0f));
            readonly Parameter kernel = Parameter(torch.randn(8, 3, 3, 3)), weight = Parameter(torch.randn(8, 8));
            readonly Linear first = Linear(8, 8, false), head = Linear(8, 2, false);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                var h = F.conv2d(x, kernel).mean([2L, 3L]);
                h = h + torch.tanh(gate) * F.linear(h, weight);
                h = h + scale * first.call(F.layer_norm(h, [8L], gain * 1.0, shift + 0.0));
                return head.call(h) / temperature;
            }
        }
        """).Rows.Select(row => $"{row.Pattern}: {row.Role}, {row.Reason}"));

    [Fact]
    public void Attention_recurrence_and_a_bilinear_map_of_TorchSharp() => Assert.Equal(
        ["attention.**: Matrix?", "layer.**: Matrix?", "gru.**: Matrix?", "pair.weight: Vector", "pair.bias: Vector", "bag.weight: Embedding", "head.weight: Head"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor, Tensor>
            {
                readonly MultiheadAttention attention = MultiheadAttention(8, 2); readonly TransformerEncoderLayer layer = TransformerEncoderLayer(8, 2); readonly GRU gru = GRU(8, 8);
                readonly Bilinear pair = Bilinear(8, 8, 8); readonly EmbeddingBag bag = EmbeddingBag(10, 8); readonly Linear head = Linear(8, 2, hasBias: false);
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x, Tensor words)
                {
                    var (y, _) = attention.call(x, x, x, null, false, null);
                    y = gru.call(layer.call(y, null, null), null).Item1;
                    return head.call(pair.call(y, bag.call(words)));
                }
            }
            """));

    [Fact]
    public void Sequential_in_Sequential() => Assert.Equal(
        ["net.0.0.weight: Matrix", "net.0.0.bias: Vector", "net.1.inner.0.weight: Matrix", "net.1.inner.0.bias: Vector", "net.1.last.weight: Head", "net.1.last.bias: Vector"],
        RolesOf.Rows("Net", ModelSources.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                readonly Sequential net = Sequential(Sequential(Linear(4, 4), ReLU()), Sequential(("inner", Sequential(Linear(4, 4), Tanh())), ("last", Linear(4, 2))), Identity());
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));
}
