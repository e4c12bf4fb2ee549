using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds weight decay that is added to the gradient of an optimizer which then divides by the gradient's size.</summary>
public static class CoupledDecay
{
    /// <summary>Whether an optimizer of TorchSharp divides its steps by a running size of the gradient, and adds the decay to the gradient before.</summary>
    public static bool IsNormalizing(string optimizer) => optimizer is "RMSProp" or "Adagrad" or "Adadelta" or "Adamax" or "NAdam" or "RAdam";

    /// <summary>Reads the construction of an optimizer; the sentence needs its name and the decay.</summary>
    /// <param name="operation">The construction.</param>
    /// <param name="counts">Which optimizers are looked for.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static Observation? Read(IOperation operation, Func<string, bool> counts, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || !counts(creation.Name) || ParameterGroups.AreGroups(creation.Parameters)) return null;
        return creation.WeightDecay(new(compilation, token)) is > 0 ? new(creation.Place, creation.Name, creation.Argument("weight_decay")!.Value.Syntax.ToString()) : null;
    }
}
