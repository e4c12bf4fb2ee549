using System.Globalization;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Training;

/// <summary>Finds weight decay that is added to the gradient of an optimizer which then divides by the gradient's size.</summary>
public static class CoupledDecay
{
    /// <summary>The kind of a finding whose decay is that of a group: the optimizer's name alone is not all that a fix would have to change.</summary>
    public const string Groups = "groups";

    /// <summary>Whether an optimizer of TorchSharp divides its steps by a running size of the gradient, and adds the decay to the gradient before.</summary>
    public static bool IsNormalizing(string optimizer) => optimizer is "RMSProp" or "Adagrad" or "Adadelta" or "Adamax" or "NAdam" or "RAdam";

    /// <summary>Reads the construction of an optimizer; the sentence needs its name and the decay.</summary>
    /// <param name="operation">The construction.</param>
    /// <param name="counts">Which optimizers are looked for.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="token">Ends the work.</param>
    public static Observation? Read(IOperation operation, Func<string, bool> counts, Compilation compilation, CancellationToken token)
    {
        if (OptimizerCreation.Of(operation) is not { IsOfTorchSharp: true } creation || !counts(creation.Name) || TestCode.IsIn(operation)) return null;
        var values = new SourceValues(new(compilation, token));
        if (!ParameterGroups.AreGroups(creation.Parameters)) return creation.WeightDecay(values) is > 0 ? new(creation.Place, creation.Name, creation.Argument("weight_decay")!.Value.Syntax.ToString()) : null;
        var decay = ParameterGroups.Read(creation.Parameters, values)?.Select(group => group.Number("weight_decay", creation, values)).FirstOrDefault(number => number > 0);
        return decay is { } number ? new(creation.Place, creation.Name, number.ToString(CultureInfo.InvariantCulture)) { Kind = Groups } : null;
    }
}
