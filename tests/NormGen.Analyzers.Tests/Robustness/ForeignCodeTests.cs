using Microsoft.CodeAnalysis;
using NormGen.Analyzers.Tests.Harness;

namespace NormGen.Analyzers.Tests.Robustness;

/// <summary>Code that nobody wrote for these rules: none may throw or hang.</summary>
public sealed class ForeignCodeTests
{
    /// <summary>Kinds of code that have a way of being forgotten.</summary>
    public static TheoryData<string> Kinds => new()
    {
        "class Net : Module<Tensor, Tensor> { readonly Net inner = new(); public Net() : base(\"\") => RegisterComponents(); public override Tensor forward(Tensor x) => inner.call(forward(x)); }",
        "class A : Module<Tensor, Tensor> { B b = new(); public A() : base(\"\") { } public override Tensor forward(Tensor x) => b.call(x); } class B : Module<Tensor, Tensor> { A a = new(); public B() : base(\"\") { } public override Tensor forward(Tensor x) => a.call(b(x)) + b(x); Tensor b(Tensor x) => b(x) + b(x); }",
        "class Net<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>, new() { readonly ModuleList<T> items = new(new T(), new T()); public Net() : base(\"\") { } public override Tensor forward(Tensor x) { foreach (var item in items) x = x + item.call(x); return x; } } class Use : Module<Tensor, Tensor> { Net<Net<Linear>> net = new(); public Use() : base(\"\") { } public override Tensor forward(Tensor x) => net.call(x); }",
        "partial class Net : Module<Tensor, Tensor> { Linear a; } partial class Net { public Net() : base(\"\") { a = Linear(1, 1); } public override partial Tensor forward(Tensor x); } partial class Net { public override partial Tensor forward(Tensor x) => a.call(x); }",
        "file class Net() : Module<Tensor, Tensor>(\"\") { Linear a = Linear(1, 1); public override unsafe Tensor forward(Tensor x) { int* p = stackalloc int[3]; return a.call(x[p[0]]); } }",
        "record Model(Linear Map, LayerNorm Norm) { public Tensor Run(Tensor x) => Norm.call(Map.call(x)) with { }; } struct S { public Tensor t; } enum E { A = default }",
        "class Net : Module<Tensor, Tensor> { public Net() : base(\"\") { } public override Tensor forward(Tensor x) { again: x = x + 1; if (x.ndim > 2) goto again; do { x = x * x; } while (true); try { return x; } catch (Exception e) when (e is null) { throw; } finally { x.Dispose(); } } }",
        "class Net : Module<Tensor, Tensor> { public Net() : base(\"\") { } Tensor this[int i] => forward(this[i]); public override Tensor forward(Tensor x) => this[0] switch { null => x, { ndim: 1 or > 3 } t => t, var (a, b) => a, _ => throw null! }; }",
        "class Net : Module<Tensor, Tensor> { public Net() : base(\"\") { } public override async System.Threading.Tasks.Task<Tensor> forward(Tensor x) { await foreach (var y in Many(x)) yield return y; lock (this) { return await forward(x); } } }",
        "class Net : Module<Tensor, (Tensor, Tensor)> { public Net() : base(\"\") { } public override (Tensor, Tensor) forward(Tensor x) { (var a, (x, _)) = (x, (x, 1)); Func<Tensor, Tensor> f = null!; f = t => f(f(t)); return (f(a), x?.T?.T ?? a); } }",
        "class Net : Missing<Tensor> { Sequential net = Sequential((\"a\", Unknown(3)), Linear()); public override Tensor forward(Tensor x, , y) => net.call(x).; }",
        "class Net : Module { ModuleDict<Module> d = new(); ModuleList<Module> l = new(); public Net() : base(\"\") { for (int i = 0; ; i++) { l.Add(new Net()); d.Add($\"{i}\", l[i]); register_module(i.ToString(), d[\"a\"]); } } }",
        "class Net : Module<Tensor, Tensor> { public Net() : base(\"\") { } public override Tensor forward(Tensor x) => x; } class T { Optimizer a; Optimizer b; Net net = new(); double d => d; IEnumerable<Parameter> P() => P().ToList(); Adam.ParamGroup[] G() => G().ToArray(); Optimizer Make() => Make(); public T() { a = b; b = a; a = optim.Adam(P(), weight_decay: d); b = optim.Adam(G()); net.to(CUDA); a.step(); for (;;) { optim.lr_scheduler.StepLR(Make(), 1).step(); Loop(); a.step(); } } void Loop() { Loop(); void Loop2() => Loop2(); Loop2(); } }",
        "partial class T<M> where M : Module<Tensor, Tensor>, new() { private readonly M model = new(); } partial record R(Module<Tensor, Tensor> Model) { Optimizer O { get; } = optim.SGD(Model.parameters(), 0.1, momentum: 0.9); } partial class T<M> { unsafe Optimizer Make(double* p) => optim.Adam(model.parameters(), weight_decay: *p); void Run() { double d = 1; Make(&d).step(); model.to(CUDA); } } file class F(Module<Tensor, Tensor>? m) { Optimizer? o = m is null ? null : optim.NAdam(m.parameters(), weight_decay: 1); void Go() { m?.cuda(); o?.step(); o = null; } }",
        "class Own : OptimizerHelper { Tensor mean; Dictionary<int, Tensor> all = new(); public override Tensor step(Func<Tensor> closure = null) { using var s = NewDisposeScope(); mean = mean * 0.9; all[0] = all[0] + mean; Again(); return _step<ParamGroup>(g => { Again(); mean = -mean; }, closure); } void Again() { mean = mean + 1; Again(); } }",
        "class Block : Module<Tensor, Tensor> { private readonly LayerNorm norm1 = LayerNorm(8), norm2; private readonly Block a, b; public Block() : base(\"\") { a = new(); b = a; norm2 = norm1; RegisterComponents(); RegisterComponents(); } public override Tensor forward(Tensor x) { x = x + a.call(norm1.call(x)); return x + b.call(norm2.call(x)); } }",
        "class Block<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>, new() { private readonly RMSNorm n = new(8, eps: ); private readonly T f = new(); public Block() : base(\"\") => RegisterComponents(); public override partial Tensor forward(Tensor x) => x + f.call(n.call(x)); public override Tensor forward(Tensor x) => x + f.call(n.call(x)); }",
        "interface I { static abstract Tensor forward(Tensor x); } class Net : Module<Tensor, Tensor>, I { static Tensor I.forward(Tensor x) => x; public Net() : base(\"\") { } public override Tensor forward(Tensor x) => x.forward(); } static class E { extension(Tensor t) { public Tensor forward() => t.forward(); } }",
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task No_kind_of_code_makes_a_rule_throw(string source) => EveryRule.Over([Usings.Text + source]);

    [Fact]
    public Task A_top_level_program_makes_none_throw() => EveryRule.Over([Usings.Text + "var net = Sequential((\"a\", Linear(1, 1)), (\"b\", BatchNorm1d(1))); var optimizer = optim.Adam(net.parameters()); foreach (var p in net.parameters()) { torch.log(1 + torch.exp(p)); } return net.call(args);"], OutputKind.ConsoleApplication);

    [Fact]
    public Task A_forward_of_thousands_of_operations_is_followed() => EveryRule.Over([Usings.Text + Models.Of("readonly Linear map = Linear(8, 8); readonly LayerNorm norm = LayerNorm(8);", string.Concat(Enumerable.Repeat("x = x + map.call(norm.call(x)); ", 1000)) + "return x;")]);

    [Fact]
    public Task Loops_in_loops_end() => EveryRule.Over([Usings.Text + Models.Of("readonly Linear map = Linear(8, 8);", string.Concat(Enumerable.Range(0, 14).Select(depth => $"for (var i{depth} = 0; i{depth} < 9; i{depth}++) ")) + "x = x + map.call(x); return x;")]);

    [Fact]
    public Task Deep_expressions_end() => EveryRule.Over([Usings.Text + Models.Of("readonly Linear map = Linear(8, 8);", string.Concat(Enumerable.Repeat("map.call(", 300)) + "x" + new string(')', 300)), Usings.Text + Models.Of("", string.Join(" + ", Enumerable.Repeat("x", 1500)), "Sum")]);

    [Theory]
    [InlineData("samples")]
    [InlineData("src/NormGen/Modules")]
    [InlineData("analyzers")]
    public Task The_code_of_this_repository_makes_none_throw(string folder)
        => EveryRule.Over(Directory.EnumerateFiles(Path.Combine(RuleDocumentationTests.Root, folder), "*.cs", SearchOption.AllDirectories).Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).Select(File.ReadAllText));
}
