using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;
using NormGen.CodeModel.Transformers;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds deep Post-LN models that a schedule trains at the full rate from the first step.</summary>
public static class WarmupReader
{
    /// <summary>From this depth on.</summary>
    public const int Deep = 6;

    /// <summary>Reads the construction of a schedule; null where it is none, or depth or placement is not known.</summary>
    public static ModelFinding? Read(IOperation schedule, Compilation compilation, CancellationToken token)
    {
        var values = new SourceValues(new(compilation, token));
        if (TestCode.IsIn(schedule) || OptimizerSchedule.Of(schedule, values) is not { } found || TrainedModel.Model(found.Model, values) is not { } model || TrainedModel.Tree(model, values) is not { } tree) return null;
        var stack = BlockStack.In(ModelGraph.Of(tree)).FirstOrDefault(stack => stack is { Placement: NormPlacement.OnStream, Depth: >= Deep });
        return stack is null ? null : new(CreationName.Place(schedule.Syntax), found.Name, stack.Name, stack.Depth!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
