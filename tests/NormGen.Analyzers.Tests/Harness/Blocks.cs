namespace NormGen.Analyzers.Tests.Harness;

/// <summary>Sublayers, and a block over them, for tests of placement.</summary>
internal static class Blocks
{
    /// <summary>A sublayer that takes a mask, and one that takes the stream alone.</summary>
    public const string Sublayers = """
        public sealed class Mixer : Module<Tensor, Tensor, Tensor>
        {
            public Mixer(long width) : base("") { }
            public override Tensor forward(Tensor tokens, Tensor mask) => tokens * mask;
        }

        public sealed class FeedForward : Module<Tensor, Tensor>
        {
            public FeedForward(long width) : base("") { }
            public override Tensor forward(Tensor x) => x.tanh();
        }


        """;

    /// <summary>A block with the given parts; <c>InitializeNorms(4)</c> and <c>RegisterComponents()</c> are called.</summary>
    public static string Of(string members, string attributes = "[PeriLN]", string module = "Module<Tensor, Tensor>", string forward = "public override partial Tensor forward(Tensor x);") => Sublayers + $$"""
        {{attributes}}
        public partial class Block : {{module}}
        {
            {{members}}

            public Block() : base("")
            {
                InitializeNorms(4);
                RegisterComponents();
            }

            {{forward}}
        }
        """;
}
