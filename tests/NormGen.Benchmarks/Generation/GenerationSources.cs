namespace NormGen.Benchmarks.Generation;

/// <summary>What is generated from: 100 classes or methods of a kind, one file each, as a user writes them.</summary>
internal static class GenerationSources
{
    private const int Count = 100;

    private const string Usings = "global using System; global using NormGen; global using TorchSharp; global using static TorchSharp.torch; global using Tensor = TorchSharp.torch.Tensor;";

    private const string Sublayers = """
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

    /// <summary>Blocks with a placement attribute and two sublayers.</summary>
    public static IReadOnlyList<string> Blocks { get; } = [Usings, Sublayers, .. Enumerable.Range(0, Count).Select(Block)];

    /// <summary>Fused methods, each with a norm of its own as the formula.</summary>
    public static IReadOnlyList<string> Formulas { get; } = [Usings, .. Enumerable.Range(0, Count).Select(Formula)];

    /// <summary>The last of them, adding something else: an edit inside a formula.</summary>
    public static string EditedFormula(int edit) => Adding(Count - 1, Count + edit);

    /// <summary>View models with as many properties as a block has sublayers.</summary>
    public static IReadOnlyList<string> ViewModels { get; } = [Usings, .. Enumerable.Range(0, Count).Select(ViewModel)];

    private static string Block(int i) => $$"""
        using NormGen.Modules;

        namespace Sample;

        [PeriLN(Norm = typeof(RMSNorm))]
        public partial class Block{{i}} : nn.Module<Tensor, Tensor, Tensor>
        {
            [Sublayer] private readonly Mixer mixer;
            [Sublayer] private readonly FeedForward feedForward;

            public Block{{i}}(long width, int depth) : base(nameof(Block{{i}}))
            {
                mixer = new(width);
                feedForward = new(width);
                InitializeNorms(width);
                RegisterComponents();
            }

            public override partial Tensor forward(Tensor x, Tensor mask);
        }
        """;

    private static string Formula(int i) => Adding(i, i);

    private static string Adding(int i, int addend) => $$"""
        namespace Sample;

        public static partial class Norm{{i}}
        {
            /// <summary>A norm.</summary>
            [Fused(nameof(Formula))]
            public static partial Tensor Normalize(Tensor x, [PerFeature] Tensor weight, double eps);

            private static Tensor Formula(Tensor x, Tensor weight, double eps)
            {
                var centred = x - x.mean([-1L], keepdim: true);
                return centred * rsqrt(centred.square().mean([-1L], keepdim: true) + eps) * weight + {{addend}};
            }
        }
        """;

    private static string ViewModel(int i) => $$"""
        using CommunityToolkit.Mvvm.ComponentModel;

        namespace Sample;

        public partial class ViewModel{{i}} : ObservableObject
        {
            [ObservableProperty] private string name = "";
            [ObservableProperty] private int age;
        }
        """;
}
