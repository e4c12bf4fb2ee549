namespace NormGen.Generators.Tests.Placement;

/// <summary>Blocks with every rule of residual scaling, over two sublayers: attention, and a feed-forward net.</summary>
internal static class ResidualRuleSources
{
    /// <summary>Attention with projections of its own, and a feed-forward net.</summary>
    public const string Sublayers = """
        using TorchSharp.Modules;

        namespace Sample;

        public sealed class Attention : nn.Module<Tensor, Tensor>
        {
            public readonly Linear q, k, v, o;
            public Attention(long width) : base(nameof(Attention)) { q = nn.Linear(width, width); k = nn.Linear(width, width); v = nn.Linear(width, width); o = nn.Linear(width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var (a, b, c) = (q.call(x).unsqueeze(1), k.call(x).unsqueeze(1), v.call(x).unsqueeze(1));
                return o.call(nn.functional.scaled_dot_product_attention(a, b, c).squeeze(1));
            }
        }

        public sealed class FeedForward : nn.Module<Tensor, Tensor>
        {
            public readonly Linear up, down;
            public FeedForward(long width) : base(nameof(FeedForward)) { up = nn.Linear(width, 2 * width); down = nn.Linear(2 * width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x) => down.call(nn.functional.gelu(up.call(x)));
        }
        """;

    /// <summary>A block.</summary>
    public static string Block(string name, string attributes, string call) => $$"""
        using NormGen.Modules;
        using TorchSharp.Modules;

        namespace Sample;

        {{attributes}}
        public partial class {{name}} : nn.Module<Tensor, Tensor>
        {
            [Sublayer] private readonly Attention attention;
            [Sublayer] private readonly FeedForward feedForward;

            public {{name}}(long width, int depth) : base(nameof({{name}}))
            {
                attention = new(width);
                feedForward = new(width);
                {{call}};
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x);
        }
        """;
}
