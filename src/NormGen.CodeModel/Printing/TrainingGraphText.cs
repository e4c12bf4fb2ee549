using System.Globalization;
using System.Text;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;

namespace NormGen.CodeModel.Printing;

/// <summary>Prints the training side of a model graph: a line a step, below the method it stands in, what is not known as <c>unknown</c>.</summary>
public static class TrainingGraphText
{
    /// <summary>The graph as text; empty where nothing is done with the model.</summary>
    public static string Print(TrainingGraph graph)
    {
        if (graph.Steps.Count == 0) return "";
        var text = new StringBuilder("training\n");
        var within = "";
        foreach (var step in graph.Steps)
        {
            if (step.Within != within) text.Append("  ").Append(within = step.Within).Append('\n');
            text.Append("    ").Append(Line(step)).Append('\n');
            if (step.Kind != TrainingStepKind.Optimizer) continue;
            foreach (var part in step.Parts) text.Append("      ").Append(Part(part)).Append('\n');
            if (step.Parts.Count == 0) text.Append("      unknown\n");
        }

        return text.ToString();
    }

    private static string Line(TrainingStep step)
    {
        var name = CreationName.Of(step.Operation.Syntax) ?? step.Operation.Type?.Name;
        var arguments = string.Join(", ", step.Arguments.Select(argument => argument.Value is "" ? argument.Parameter : $"{argument.Parameter}: {argument.Value ?? "unknown"}"));
        return step.Kind switch
        {
            TrainingStepKind.Creation => Made("new " + step.Operation.Type!.Name),
            TrainingStepKind.Optimizer or TrainingStepKind.Schedule => Made(name!),
            TrainingStepKind.Mode or TrainingStepKind.Move or TrainingStepKind.Step when step.Name is { } held => $"{held}.{name}({arguments})",
            _ => $"{name}({arguments})",
        };

        string Made(string what) => $"{(step.Name is { } target ? target + " = " : "")}{what}({arguments})";
    }

    private static string Part(TrainedPart part)
    {
        var held = part.IsWhole ? "all parameters" : string.Join(", ", part.Model.Root.AllParameters().Where(part.Holds).Select(parameter => parameter.Path)) is { Length: > 0 } names ? names : "unknown";
        var decay = part.Number("weight_decay");
        return $"{(part.Group is null ? "" : "group: ")}{held}; weight_decay {decay?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}";
    }
}
