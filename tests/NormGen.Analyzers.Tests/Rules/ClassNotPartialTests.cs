using NormGen.Analyzers.Rules;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules;

using Verify = Verify<ClassNotPartialAnalyzer>;

public sealed class ClassNotPartialTests
{
    [Fact]
    public Task An_annotated_block_becomes_partial() => Verify.Fix<MakePartialCodeFix>(
        """
        [PeriLN]
        public sealed class [|Block|](string name) : Module<Tensor, Tensor>(name);
        """,
        """
        [PeriLN]
        public sealed partial class Block(string name) : Module<Tensor, Tensor>(name);
        """);

    [Fact]
    public Task A_class_without_modifiers_keeps_its_comment() => Verify.Fix<MakePartialCodeFix>(
        """
        // A model.
        [Optimizer(OptimizerKind.Scale)]
        class [|Model|] { }
        """,
        """
        // A model.
        [Optimizer(OptimizerKind.Scale)]
        partial class Model { }
        """);

    [Fact]
    public Task The_types_around_it_become_partial_too() => Verify.Fix<MakePartialCodeFix>(
        """
        static class [|Outer|]
        {
            static class [|Norms|]
            {
                [Fused(nameof(Formula))]
                public static Tensor Norm(Tensor x) => x;

                private static Tensor Formula(Tensor x) => x;
            }
        }
        """,
        """
        static partial class Outer
        {
            static partial class Norms
            {
                [Fused(nameof(Formula))]
                public static Tensor Norm(Tensor x) => x;

                private static Tensor Formula(Tensor x) => x;
            }
        }
        """);

    [Fact]
    public Task A_partial_class_and_a_class_without_attributes_are_fine() => Verify.Findings(
        """
        [PreLN]
        partial class Block { }

        class Other { }
        """);

    [Fact]
    public Task A_fused_method_in_partial_types_is_fine() => Verify.Findings(
        """
        static partial class Outer
        {
            internal static partial class Norms
            {
                [Fused(nameof(Formula))]
                public static partial Tensor Norm(Tensor x);

                private static Tensor Formula(Tensor x) => x;
            }
        }
        """);
}
