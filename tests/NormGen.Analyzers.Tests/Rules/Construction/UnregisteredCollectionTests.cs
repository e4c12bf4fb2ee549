using NormGen.Analyzers.Rules.Construction;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Construction;

using Verify = Verify<UnregisteredCollectionAnalyzer>;

public sealed class UnregisteredCollectionTests
{
    [Fact]
    public Task The_message_names_the_collection_and_what_to_use() => Verify.Findings(
        Trainings.Module("readonly List<Linear> {|#0:layers|} = new() { Linear(2, 2), Linear(2, 2) };\n\npublic Net() : base(\"\") => RegisterComponents();"),
        Verify.Finding("'layers' is a List: TorchSharp registers nothing of what it holds, so it is not trained, moved, saved or switched by eval(); use ModuleList"));

    [Theory]
    [InlineData("readonly Linear[] [|layers|] = { Linear(2, 2), Linear(2, 2) };")]
    [InlineData("readonly Linear[] [|layers|] = [Linear(2, 2), Linear(2, 2)];")]
    [InlineData("readonly Dictionary<string, Linear> [|layers|] = new() { [\"a\"] = Linear(2, 2) };")]
    [InlineData("readonly List<Module<Tensor, Tensor>> [|layers|] = new() { Dropout(0.1), Linear(2, 2) };")]
    [InlineData("readonly Parameter[] [|gains|] = { Parameter(torch.ones(2)), Parameter(torch.ones(2)) };")]
    [InlineData("List<Linear> [|Layers|] { get; } = new() { Linear(2, 2) };")]
    [InlineData("readonly List<Linear> [|layers|] = new(); void Fill() { for (var i = 0; i < 4; i++) layers.Add(Linear(2, 2)); }")]
    [InlineData("readonly Linear[] [|layers|] = new Linear[2]; void Fill() { layers[0] = Linear(2, 2); var last = Linear(2, 2); layers[1] = last; }")]
    [InlineData("readonly List<Linear> [|layers|] = new() { Linear(2, 2) }; Tensor Run(Tensor x) { foreach (var layer in layers) x = layer.call(x); return layers[0].call(x); }")]
    public Task What_is_made_for_a_collection_alone_is_found(string members) => Verify.Findings(Trainings.Module(members + "\n\npublic Net() : base(\"\") => RegisterComponents();"));

    [Fact]
    public Task A_class_of_ones_own_counts_by_what_it_holds() => Verify.Findings(
        Trainings.Module("readonly Linear inner = Linear(2, 2);\n\npublic Block() : base(\"\") => RegisterComponents();", "Block")
        + Trainings.Module("public Plain() : base(\"\") { }", "Plain")
        + Trainings.Module("readonly Block[] [|blocks|] = { new(), new() };\nreadonly Plain[] plain = { new() };\n\npublic Net() : base(\"\") => RegisterComponents();"));

    [Theory]
    [InlineData("readonly List<Linear> layers = new() { Linear(2, 2) }; void Fill() { for (var i = 0; i < 1; i++) register_module($\"layer{i}\", layers[i]); }")]
    [InlineData("readonly List<Linear> layers = new() { Linear(2, 2) }; ModuleList<Linear> list; void Fill() => list = new ModuleList<Linear>(layers.ToArray());")]
    [InlineData("readonly List<Module<Tensor, Tensor>> layers = new() { Linear(2, 2) }; Sequential all; void Fill() => all = Sequential(layers);")]
    [InlineData("readonly Linear first = Linear(2, 2); Linear[] layers; void Fill() => layers = new[] { first };")]
    [InlineData("readonly ModuleList<Linear> list = new(); readonly List<Linear> layers = new(); void Fill() { var layer = Linear(2, 2); list.Add(layer); layers.Add(layer); }")]
    [InlineData("readonly List<Linear> layers = new(); public void Use(Linear shared) => layers.Add(shared);")]
    [InlineData("readonly List<Module<Tensor, Tensor>> activations = new() { ReLU(), GELU() };")]
    [InlineData("readonly List<Linear> ensemble = new() { Linear(2, 2) }; void Fit() { foreach (var member in ensemble) torch.optim.Adam(member.parameters()); }")]
    [InlineData("readonly List<Linear> layers = new() { Linear(2, 2) }; public override IEnumerable<Parameter> parameters(bool recurse = true) => layers[0].parameters();")]
    [InlineData("readonly List<Linear> layers = new() { Linear(2, 2) }; public List<Linear> All => layers;")]
    [InlineData("static readonly List<Linear> layers = new() { Linear(2, 2) };")]
    [InlineData("readonly ModuleList<Linear> layers = new(Linear(2, 2));")]
    [InlineData("sealed class Hidden { public Linear Map; } readonly Linear map = Linear(2, 2); Hidden[] shared; void Fill() => shared = new[] { new Hidden { Map = map } };")] // a wrapper that keeps a shared module out
    [InlineData("readonly Linear map = Linear(2, 2); Func<Linear>[] shared; void Fill() => shared = new Func<Linear>[] { () => map };")]
    [InlineData("readonly Tensor gain = Parameter(torch.ones(2)); Tensor[] cached; void Fill() => cached = new[] { gain, torch.ones(2) };")] // registered as what the field holds
    public Task What_may_be_registered_otherwise_is_silent(string members) => Verify.Silence("#nullable disable\n" + Trainings.Module(members + "\n\npublic Net() : base(\"\") => RegisterComponents();"));

    [Fact]
    public Task A_class_that_is_no_module_is_silent() => Verify.Silence("class Trainings { readonly List<Linear> all = new() { Linear(2, 2) }; }");

    [Fact]
    public Task A_list_becomes_a_ModuleList() => Verify.FixThatBuilds<UseModuleListCodeFix>(
        Trainings.Module("private readonly List<Linear> [|layers|];\n\npublic Net(int depth) : base(\"\")\n{\n    layers = new List<Linear>();\n    for (var i = 0; i < depth; i++) layers.Add(Linear(2, 2));\n    RegisterComponents();\n}"),
        Trainings.Module("private readonly ModuleList<Linear> layers;\n\npublic Net(int depth) : base(\"\")\n{\n    layers = new ModuleList<Linear>();\n    for (var i = 0; i < depth; i++) layers.Add(Linear(2, 2));\n    RegisterComponents();\n}"));

    [Fact]
    public Task An_array_becomes_a_ModuleList_with_a_count() => Verify.FixThatBuilds<UseModuleListCodeFix>(
        Trainings.Module("private readonly Linear[] [|layers|] = { Linear(2, 2), Linear(2, 4) };\n\npublic Net() : base(\"\") => RegisterComponents();\n\nint Depth => layers.Length;"),
        Trainings.Module("private readonly ModuleList<Linear> layers = new ModuleList<Linear>(Linear(2, 2), Linear(2, 4));\n\npublic Net() : base(\"\") => RegisterComponents();\n\nint Depth => layers.Count;"));

    [Fact]
    public Task A_list_that_is_filled_after_the_registration_is_found_and_left()
    {
        var source = Trainings.Module("private readonly List<Linear> [|layers|] = new();\n\npublic Net() : base(\"\")\n{\n    RegisterComponents();\n    layers.Add(Linear(2, 2));\n}");
        return Verify.Fix<UseModuleListCodeFix>(source, source);
    }
}
