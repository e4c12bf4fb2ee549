using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Residuals;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Initialization;

/// <summary>Reads the numbers that scale the residual branches of a class against norms and initializations that undo or repeat them. Looks into bodies, so it is for analyzers only.</summary>
public sealed class ResidualScalarReader
{
    private readonly ModuleTree tree;
    private IReadOnlyList<InitializedWeight>? initialized;
    private readonly List<ResidualComplaint> complaints = [];

    private ResidualScalarReader(ModuleTree tree) => this.tree = tree;

    /// <summary>What constructors fill; read once, and only where it counts.</summary>
    private IReadOnlyList<InitializedWeight> Initialized => initialized ??= InitializationCalls.Of(tree);

    /// <summary>Reads a class that holds a parameter of its own, or has a placement attribute; others have nothing to read.</summary>
    /// <param name="type">The class.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Stops the work.</param>
    public static IReadOnlyList<ResidualComplaint> Read(INamedTypeSymbol type, Compilation compilation, CancellationToken token)
    {
        var placement = ModuleClasses.Placement(type);
        if (type.IsAbstract || placement is null && !type.GetMembers().Any(member => member is IFieldSymbol { Type: var held } && KnownModules.IsParameter(held))) return [];
        var reader = new ResidualScalarReader(ModelGraph.Of(type, compilation, token).Tree);
        reader.FindZeroBranches(type);
        if (placement is not null)
        {
            foreach (var sublayer in PlacementMembers.Sublayers(reader.tree.Root)) reader.ReadSublayer(placement, sublayer);
        }

        return reader.complaints;
    }

    private void ReadSublayer(AttributeData placement, ModuleNode sublayer)
    {
        if (PlacementMembers.OutputNorm(placement, sublayer) is { } name && tree.Root.Child(name)?.Kind is ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm)
        {
            foreach (var output in FlowReader.Read(tree, sublayer, enterModules: true)?.Outputs ?? [])
            {
                if (FactorOf(output) is { } factor) Complain(ResidualProblem.ScalarBeforeOutputNorm, sublayer.Member, sublayer.Name, factor);
            }
        }

        var rule = ScaleAttribute.RuleOf(tree.Root.Type);
        if (rule is not (BranchScaleRule.InverseBranches or BranchScaleRule.InverseSqrtBranches or BranchScaleRule.SkipInit or BranchScaleRule.ReZero)) return;
        if (BranchWeightReader.Read(tree, sublayer).Weights is not { } weights) return;
        foreach (var found in Initialized)
        {
            if (weights.Outputs.Any(output => found.Parameter.Path == $"{sublayer.Path}.{output}") && IsByDepth(found.Call))
                complaints.Add(new(ResidualProblem.ScaledTwice, found.Call.Syntax.GetLocation(), new[] { found.Parameter.Path, rule.Value.ToString() }.ToEquatableArray()));
        }
    }

    /// <summary>The number that multiplies a branch, as it is called; null where its last step is something else.</summary>
    private static string? FactorOf(FlowNode node)
    {
        while (node.Kind is FlowKind.Same or FlowKind.View || node is { Kind: FlowKind.Homogeneous, Function: "Dropout" or "dropout" }) node = node.Inputs[0];
        if (node.Kind is not (FlowKind.Multiply or FlowKind.Divide) || node.Inputs.Length != 2) return null;
        var factor = node.Inputs.FirstOrDefault(input => input is { Kind: FlowKind.Weight, Parameter.IsOneNumber: true } or { Kind: FlowKind.Constant, Rank: 0 });
        return factor is null ? null : factor.Parameter is { } parameter ? $"'{parameter.Name}'" : "a constant";
    }

    /// <summary>Whether a deviation is divided by a root, as <c>0.02 / Math.Sqrt(2 * layers)</c> is.</summary>
    private static bool IsByDepth(IInvocationOperation call)
        => call.TargetMethod.Name is "normal_" && call.Arguments.Skip(call.TargetMethod.IsStatic ? 1 : 0).Any(argument => argument.Value.DescendantsAndSelf().OfType<IBinaryOperation>()
            .Any(division => division.OperatorKind == BinaryOperatorKind.Divide && ModuleSequence.Bare(division.RightOperand) is IInvocationOperation { TargetMethod: { Name: "Sqrt", ContainingType.Name: "Math" or "MathF" } }));

    private void FindZeroBranches(INamedTypeSymbol type)
    {
        if (!tree.Root.Parameters.Any(IsZero) || FlowReader.Read(tree, tree.Root, enterModules: true) is not { } graph) return;
        var reported = new HashSet<ParameterNode>();
        foreach (var branch in graph.Nodes().Where(node => node.Kind == FlowKind.Add).SelectMany(sum => sum.Inputs).Select(Through))
        {
            if (branch.Kind != FlowKind.Multiply || branch.Inputs.Length != 2) continue;
            var gate = branch.Inputs.FirstOrDefault(input => input is { Kind: FlowKind.Weight, Parameter: { } parameter } && parameter.Owner == tree.Root && IsZero(parameter));
            if (gate is null || BranchWeightReader.Makers(branch.Inputs.First(input => input != gate)) is not { Count: > 0 } makers) continue;
            if (makers.All(IsNothing) && reported.Add(gate.Parameter!))
                Complain(ResidualProblem.ZeroGateAndZeroLayer, gate.Parameter!.Member ?? type, gate.Parameter.Name, BranchWeightReader.WeightOf(makers.First())!.Path);
        }

        static FlowNode Through(FlowNode node)
        {
            while (node.Kind is FlowKind.Same or FlowKind.View || node is { Kind: FlowKind.Homogeneous, Degree: 1 }) node = node.Inputs[0];
            return node;
        }
    }

    /// <summary>Whether a map begins as nothing: weight and bias zero.</summary>
    private bool IsNothing(FlowNode map)
    {
        if (BranchWeightReader.WeightOf(map) is not { } weight || !IsZero(weight)) return false;
        var bias = weight.Owner.Parameter("bias");
        return bias is null || IsZero(bias);
    }

    private bool IsZero(ParameterNode parameter) => Initialized.LastOrDefault(found => found.Parameter == parameter.Representative) is { } found ? found.Start == 0 : parameter.Start == 0;

    private void Complain(ResidualProblem problem, ISymbol? at, params string[] arguments)
        => complaints.Add(new(problem, (at ?? tree.Root.Type).Locations.FirstOrDefault(place => place.IsInSource) ?? Location.None, arguments.ToEquatableArray()));
}
