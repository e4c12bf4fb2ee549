namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Module classes for tests of rules over the model graph.</summary>
internal static class Models
{
    /// <summary>A class with the given fields and the body of <c>forward(Tensor x)</c>, or with an expression as it.</summary>
    public static string Of(string fields, string forward, string name = "Net") => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            {{fields}}
            public {{name}}() : base("{{name}}") => RegisterComponents();
            public override Tensor forward(Tensor x){{(forward.EndsWith(';') || forward.EndsWith('}') && !forward.EndsWith("|}", StringComparison.Ordinal) ? " { " + forward + " }" : $" => {forward};")}}
        }

        """;

    /// <summary>A self-attention and a feed-forward layer, and blocks of them: <c>PreBlock</c>, <c>PostBlock</c>.</summary>
    public static string Blocks { get; } =
        Of("readonly Linear q = Linear(8, 8), k = Linear(8, 8), v = Linear(8, 8);", "functional.scaled_dot_product_attention(q.call(x), k.call(x), v.call(x))", "Attention")
        + Of("readonly Linear up = Linear(8, 32), down = Linear(32, 8);", "down.call(functional.gelu(up.call(x)))", "FeedForward")
        + Of("readonly Attention attention = new(); readonly FeedForward mlp = new(); readonly LayerNorm norm1 = LayerNorm(8), norm2 = LayerNorm(8);", "x = x + attention.call(norm1.call(x)); return x + mlp.call(norm2.call(x));", "PreBlock")
        + Of("readonly Attention attention = new(); readonly FeedForward mlp = new(); readonly LayerNorm norm1 = LayerNorm(8), norm2 = LayerNorm(8);", "x = norm1.call(x + attention.call(x)); return norm2.call(x + mlp.call(x));", "PostBlock");
}
