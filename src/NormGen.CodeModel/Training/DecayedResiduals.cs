using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Flow;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Training;

/// <summary>Finds optimizers that decay the learned numbers of residual branches together with the matrices.</summary>
public static class DecayedResiduals
{
    /// <summary>Reads the construction of an optimizer; the sentence needs its name, the decay, a number that should not decay, and how many more there are. The model's text follows for the fix. Where norms are decayed too, that finding stands for both.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || creation.Argument("weight_decay") is not { } written || creation.WeightDecay(new SourceValues(new(compilation, token))) is not > 0 || TestCode.IsIn(operation)) return null;
        if (TrainedModel.Model(creation.Parameters) is not { } model || TrainedModel.Of(creation.Parameters, compilation, token) is not { } tree) return null;
        var numbers = Of(tree).ToList();
        if (numbers.Count == 0 || DecayedNorms.Read(operation, compilation, token) is not null) return null;
        var more = numbers.Count == 1 ? "" : $" (and {(numbers.Count - 1).ToString(CultureInfo.InvariantCulture)} more)";
        return new(creation.Place, creation.Name, written.Value.Syntax.ToString(), numbers[0].Path, more, model.Syntax.ToString());
    }

    /// <summary>The numbers that a rule of <c>[ScaledResidual]</c> gives, and those of one element that multiply a residual branch in <c>forward</c>.</summary>
    private static IEnumerable<ParameterNode> Of(ModuleTree tree)
    {
        var own = tree.Root.AllParameters().Where(parameter => parameter is { IsOneNumber: true, Exists: true } && parameter.Owner.Kind == ModuleKind.Custom).ToList();
        var gates = own.Count == 0 ? [] : Gates(tree);
        return tree.Root.AllParameters().Where(parameter => parameter is { Exists: true } && (parameter.Residual is not null || gates.Contains(parameter.Representative)));
    }

    private static HashSet<ParameterNode> Gates(ModuleTree tree)
    {
        var found = new HashSet<ParameterNode>();
        foreach (var residual in ResidualBranch.In(FlowReader.Read(tree, tree.Root, enterModules: true)?.Nodes() ?? []))
        {
            var branch = residual.Branch.Stripped();
            while (branch.Kind == FlowKind.View) branch = branch.Inputs[0].Stripped();
            if (branch is not { Kind: FlowKind.Multiply, Inputs: [var a, var b] }) continue;
            foreach (var factor in new[] { a, b })
            {
                if (factor.Stripped() is { Kind: FlowKind.Weight, Parameter: { IsOneNumber: true } number }) found.Add(number.Representative);
            }
        }

        return found;
    }
}
