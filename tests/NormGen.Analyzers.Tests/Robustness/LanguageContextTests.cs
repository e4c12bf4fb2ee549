using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Robustness;

/// <summary>Annotated code in every kind of place that the language has: none may make a generator or a rule throw or hang, whether it can be generated there or not.</summary>
public sealed class LanguageContextTests
{
    private const string Make = "InitializeNorms(4); RegisterComponents();";
    private const string Forward = "public override partial Tensor forward(Tensor x);";

    /// <summary>Blocks and models.</summary>
    public static TheoryData<string> Models => new()
    {
        $"[PeriLN] public partial class Block<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>, new() {{ [Sublayer] private readonly T mixer = new(); public Block() : base(\"\") {{ {Make} }} {Forward} }} class Use {{ Block<Block<Linear>> block = new(); }}",
        $"partial class Outer<A, B> where A : notnull {{ partial record Inner(A Value) {{ partial struct S<T> where T : unmanaged {{ [PreLN] internal sealed partial class Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map = Linear(4, 4); public Block() : base(\"\") {{ {Make} }} {Forward} }} }} }} }}",
        $"[PreLN] file partial class Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map = Linear(4, 4); public Block() : base(\"\") {{ {Make} }} {Forward} }}",
        $"[PreLN, ScaledResidual(ResidualScale.SkipInit)] public partial record Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map = Linear(4, 4); {Forward} }} [PostLN] partial struct S {{ [Sublayer] Linear map; }} [OutputNorm] partial interface I {{ [Sublayer] Linear Map {{ get; }} }} [PreLN] enum E {{ A }}",
        $"[PreLN] partial class A : Module<Tensor, Tensor> {{ [Sublayer] private readonly B b = new(); public A() : base(\"\") {{ {Make} }} {Forward} }} [PeriLN] partial class B : Module<Tensor, Tensor> {{ [Sublayer] private readonly A a = new(); [Sublayer] private readonly B? b; public B() : base(\"\") {{ {Make} }} {Forward} }} [BlockStack] partial class Stack : Module<Tensor, Tensor> {{ private readonly ModuleList<Stack> blocks = new(); private readonly ModuleList<A> more = new(); public Stack() : base(\"\") => {Make} {Forward} }}",
        "[Optimizer(OptimizerKind.Scale)] unsafe partial class Net : Module<Tensor, Tensor> { private int* pointer; private delegate*<Tensor, Tensor> function; private readonly Net? inner; private readonly Linear[] maps = [Linear(1, 1)]; public Net(Net? inner) : base(\"\") { this.inner = inner ?? new(this); fixed (int* p = new int[3]) pointer = p; RegisterComponents(); } public override Tensor forward(Tensor x) => function(inner!.call(maps[*pointer].call(x))); }",
        "[Optimizer(OptimizerKind.AdamP), SelfNormalizing, FoldNormalization, PreRMSNorm, CRMSNorm, NormalizeAndProject, RecordNorms, PreLN, MixLN(alpha: -1), BlockStack] partial class Net : Module<Tensor, Tensor> { [TrAct, QKNorm, Sublayer, ParameterRole(ParameterRole.Head), NoProject] private readonly Net net = new(); public Net() : base(\"\") => RegisterComponents(); public override partial Tensor forward(Tensor x); }",
        $"#nullable disable\n[PreLN] public partial class Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map; public Block(Linear map) : base(null) {{ this.map = map; {Make} }} {Forward} }}\n#nullable enable annotations\nclass Use {{ Block? block; string s = null; }}\n#nullable restore",
        "[PeriLN(Norm = typeof())] partial class A : Module<Tensor, Tensor> { [Sublayer(NormIn = null, Dropout = nameof(), Scale = \"none\")] private readonly Linear map = Linear(4, 4); } [PeriLN(Norm = null, Method = null)] partial class B; [Optimizer] partial class C : A; [Optimizer((OptimizerKind)99)] partial class D : A; [ScaledResidual(double.NaN)] partial class E : A; [PreLN(Fuse = , )] partial class F : A; [PreLN, PreLN] partial class G : A;",
        $"public abstract partial class Base<T> : Module<T, T> {{ protected Base() : base(\"\") {{ }} }} [PreLN] public partial class Block : Base<Tensor> {{ [Sublayer] private protected readonly Linear @class = Linear(4, 4), @await; [Sublayer] public required Linear Map {{ get; init; }} [Sublayer] private static readonly Linear shared = Linear(4, 4); public Block() {{ {Make} }} static Block() {{ }} ~Block() {{ }} {Forward} }}",
        "namespace N.@event { using X = TorchSharp.Modules.Linear; [PostLN] public partial class @for(long width) : Module<Tensor, Tensor>(\"\") { [Sublayer] private readonly X map = Linear(width, width); public override partial Tensor forward(Tensor x); } }",
    };

    /// <summary>Formulas, and batches that say what they are.</summary>
    public static TheoryData<string> Methods => new()
    {
        "static partial class N { [Fused(nameof(F))] public static partial Tensor M(Tensor x); private static Tensor F(Tensor x) => F(x) + G(x); private static Tensor G(Tensor x) => F(G(x)); }",
        "partial record struct R<T>(int A) where T : class { [Fused(nameof(F))] public static partial (Tensor Y, Tensor S) M(Tensor x, [PerFeature] Tensor? w); private static (Tensor, Tensor) F(Tensor x, Tensor? w) { (var a, var b) = (x * w!, x); return (a, b.mean([-1L], keepdim: true)); } }",
        "partial interface I { [Fused(nameof(F))] static partial Tensor M(Tensor x); private static Tensor F(Tensor x) => x switch { null => throw new Exception(), { ndim: > 2 } t => t.exp(), _ => x }; }",
        "file static unsafe partial class N { [Fused(\"F\")] public static partial Tensor M<T>(ref Tensor x, params Tensor[] more) where T : unmanaged; private static Tensor F<T>(ref Tensor x, params Tensor[] more) { T* p = stackalloc T[1]; Tensor Local(Tensor y) => Local(y); return Local(x); } }",
        "static partial class N { [Fused(null)] public static partial Tensor A(Tensor x); [Fused(nameof())] public static partial Tensor B(Tensor x); [Fused] public static partial Tensor C(Tensor x); [Fused(nameof(A))] public static partial Tensor D(Tensor x); [Fused(\"\")] public static partial void E(); }",
        "static partial class N { [Fused(nameof(F))] public static partial Tensor M([PerRow, PerChannel, PerInstance, PerPosition, Updated, Inplace] Tensor x, [Inplace] double eps = 1e-5, [PerFeature] int n = 3); private static Tensor F(Tensor x, double eps, int n) { while (n-- > 0) x = x * x; try { return x + eps; } finally { x.Dispose(); } } }",
        "static partial class N { [Fused(nameof(F))] public static partial (Tensor a, Tensor x) M([Inplace] Tensor x, [PerFeature, Updated] Tensor p); private static (Tensor, Tensor x, Tensor p) F(Tensor x, Tensor p) => (x > 0, x.mean([7L]), x.t()); }",
        "delegate Tensor Loss(Tensor real, [ContrastiveBatch] Tensor made); class Net : Module<Tensor, Tensor> { BatchNorm1d norm = BatchNorm1d(1); public Net([ContrastiveBatch] Tensor t) : base(\"\") { call(t); call(zeros(1)); } Tensor this[[ContrastiveBatch] Tensor t] => call(t) - call(zeros(1)); public static Tensor operator +(Net net, [ContrastiveBatch] Tensor t) => net.call(t) + net.call(net + t); public override Tensor forward([ContrastiveBatch] Tensor x) => forward(x) + call(zeros(1)); }",
        "class T<M> where M : Module<Tensor, Tensor> { Func<M, Tensor, Tensor, Tensor> f = (m, a, [ContrastiveBatch] b) => m.call(a) - m.call(b); Tensor Run(M m, Tensor a, [NormGen.ContrastiveBatch, ContrastiveBatchAttribute] Tensor b) { (a, b) = (b, a); for (;; a = b, b = a) { (m.call(a) - m.call(b)).backward(); Tensor Local([global::NormGen.ContrastiveBatch] Tensor c) => m.call(c) + m.call(a) + Local(Local(c)); a = Local(b); } } }",
    };

    [Theory]
    [MemberData(nameof(Models))]
    public Task Models_make_none_throw(string source) => EveryRule.Over([Usings.Text + source]);

    [Theory]
    [MemberData(nameof(Methods))]
    public Task Methods_make_none_throw(string source) => EveryRule.Over([Usings.Text + source]);

    [Fact]
    public Task Nor_does_a_model_in_parts_over_files() => EveryRule.Over(
    [
        Usings.Text + "namespace N;\n[PeriLN] public partial class Block { [Sublayer] private readonly Linear first = Linear(4, 4); }",
        Usings.Text + $"namespace N {{ public partial class Block : Module<Tensor, Tensor> {{ public Block() : base(\"\") {{ second = Linear(4, 4); {Make} }} }} }}",
        Usings.Text + $"namespace N;\npartial class Block {{ [Sublayer] private readonly Linear second; {Forward} }}",
        Usings.Text + "namespace N;\n[PreLN] partial class Block { [Fused(nameof(F))] private static partial Tensor M(Tensor x); }",
        Usings.Text + "namespace N;\npartial class Block { private static Tensor F(Tensor x) => x * x.square().mean([-1L], keepdim: true).rsqrt(); private static partial Tensor M(Tensor x); }",
    ]);

    [Fact]
    public Task Nor_does_a_top_level_program_with_annotated_types() => EveryRule.Over(
        [Usings.Text + $"var block = new Block(); Tensor Loss(Tensor real, [ContrastiveBatch] Tensor made) => block.call(real).mean() - block.call(made).mean(); Loss(args, zeros(1)).backward(); [PreLN] partial class Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map = Linear(4, 4); public Block() : base(\"\") {{ {Make} }} {Forward} }}"],
        OutputKind.ConsoleApplication);

    [Fact]
    public Task Nor_does_deep_nesting_of_types() => EveryRule.Over(
        [Usings.Text + string.Concat(Enumerable.Range(0, 60).Select(depth => $"public partial class C{depth}<T{depth}> {{ ")) + $"[PreLN] public partial class Block : Module<Tensor, Tensor> {{ [Sublayer] private readonly Linear map = Linear(4, 4); public Block() : base(\"\") {{ {Make} }} {Forward} }}" + new string('}', 60)]);
}
