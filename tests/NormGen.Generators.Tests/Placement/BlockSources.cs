using NormGen.Generators.Fused;
using NormGen.Generators.Placement;
using NormGen.Generators.QKNorms;
using NormGen.Generators.Stacks;
using NormGen.Generators.Tests.Harness;

namespace NormGen.Generators.Tests.Placement;

/// <summary>Snippets that the placement tests compile.</summary>
internal static class BlockSources
{
    /// <summary>Two sublayers: one that takes a mask, and one with an inner layer.</summary>
    public const string Sublayers = """
        using NormGen.Modules;
        using TorchSharp.Modules;

        namespace Sample;

        public sealed class Mixer : nn.Module<Tensor, Tensor, Tensor>
        {
            private readonly Linear projection;
            public Mixer(long width) : base(nameof(Mixer)) { projection = nn.Linear(width, width); RegisterComponents(); }
            public override Tensor forward(Tensor tokens, Tensor mask) { using var masked = tokens * mask; return projection.call(masked); }
        }

        public sealed class FeedForward : nn.Module<Tensor, Tensor>
        {
            private readonly Linear up, down;
            public FeedForward(long width) : base(nameof(FeedForward)) { up = nn.Linear(width, 2 * width); down = nn.Linear(2 * width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x) { using var inner = up.call(x); using var bent = inner.tanh(); return down.call(bent); }
        }
        """;

    /// <summary>A block over both, with its attributes.</summary>
    public static string Block(string attributes, string name = "Block", bool needsDepth = false) => $$"""
        using NormGen.Modules;

        namespace Sample;

        {{attributes}}
        public partial class {{name}} : nn.Module<Tensor, Tensor, Tensor>
        {
            [Sublayer] private readonly Mixer mixer;
            [Sublayer] private readonly FeedForward feedForward;

            public {{name}}(long width, int depth) : base(nameof({{name}}))
            {
                mixer = new(width);
                feedForward = new(width);
                InitializeNorms(width{{(needsDepth ? ", depth" : "")}});
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x, Tensor mask);
        }
        """;

    /// <summary>Runs the generators that a user's project runs.</summary>
    public static GeneratorRun Run(params string[] sources) => GeneratorRun.Of([new PlacementGenerator(), new StackGenerator(), new QKNormGenerator(), new FusedGenerator()], TestCompilation.Create(sources));

    /// <summary>The members of a class between the usual usings and the sublayers above.</summary>
    public static GeneratorRun RunSample(string text) => Run(Sublayers, SampleUsings + text);

    /// <summary>What stands before such members.</summary>
    public const string SampleUsings = "using NormGen.Modules;\nusing TorchSharp.Modules;\n\nnamespace Sample;\n\n";
}
