using NormGen.Analyzers.Rules.Training;
using NormGen.Analyzers.Tests.Harness;
using NormGen.CodeFixes.Fixes;

namespace NormGen.Analyzers.Tests.Rules.Training;

using Verify = Verify<HiddenOptimizerFieldAnalyzer>;

public sealed class HiddenOptimizerFieldTests
{
    private static string Optimizer(string members, string parent = "OptimizerHelper") => $$"""
        #nullable disable
        class Own : {{parent}}
        {
            {{members}}

            public override Tensor step(Func<Tensor> closure = null) => null;
        }
        """;

    [Fact]
    public Task The_message_names_what_breaks() => Verify.Findings(
        Optimizer("private new List<TorchSharp.Modules.ParamGroup> {|#0:_parameter_groups|} = new();"),
        Verify.Finding("'Own' hides '_parameter_groups' of OptimizerHelper: ParamGroups, zero_grad, step, state_dict and every scheduler read the inherited one, which stays null"));

    [Theory]
    [InlineData("private new TorchSharp.Modules.OptimizerOptions [|_defaults|];")]
    [InlineData("private new double [|_defaults|] = 1;")]
    [InlineData("protected new IList<TorchSharp.Modules.ParamGroup> [|_parameter_groups|] { get; set; }")]
    public Task Fields_and_properties_of_any_type_are_found(string members) => Verify.Findings(Optimizer(members).Replace("TorchSharp.Modules.OptimizerOptions", "OptimizerOptions").Replace("private new OptimizerOptions", "private new TorchSharp.Modules.OptimizerOptions"));

    [Theory]
    [InlineData("public Own() => _parameter_groups = new List<TorchSharp.Modules.ParamGroup>();", "OptimizerHelper")]
    [InlineData("private readonly List<Parameter> _parameters = new();", "OptimizerHelper")]
    public Task The_inherited_fields_in_use_are_silent(string members, string parent) => Verify.Silence(Optimizer(members, parent));

    [Fact]
    public Task Another_class_with_such_a_field_is_silent() => Verify.Silence("class Other { object _defaults = 1; object Show => _defaults; }");

    [Fact]
    public Task A_field_of_the_same_type_is_removed() => Verify.FixThatBuilds<RemoveHiddenFieldCodeFix>(
        Optimizer("private new IList<TorchSharp.Modules.ParamGroup> [|_parameter_groups|];\n    public Own() => _parameter_groups = new List<TorchSharp.Modules.ParamGroup>();"),
        Optimizer("    public Own() => _parameter_groups = new List<TorchSharp.Modules.ParamGroup>();").Replace("        public Own", "    public Own"));
}
