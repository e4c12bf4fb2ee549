using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Graphs;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Training;
using NormGen.CodeModel.Transformers;
using NormGen.CodeModel.Words;

namespace NormGen.CodeModel.Reviews;

/// <summary>Finds deep Pre-LN models that are turned to float16 and trained.</summary>
public static class HalfPrecisionReader
{
    /// <summary>From this depth on: the smallest model of the source has 24 blocks.</summary>
    public const int Deep = 24;

    /// <summary>Reads a conversion of a module; null where it is none to float16, nothing beside it trains the model, or depth or placement is not known. Loaded weights are silent: their activations are what they are.</summary>
    public static ModelFinding? Read(IInvocationOperation call, Compilation compilation, CancellationToken token)
    {
        var model = call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments[0].Value : null);
        if (model is null || !KnownModules.IsModule(model.Type) || !IsToHalf(call)) return null;
        if (!SingleValues.Root(call).Descendants().Any(operation => operation is IInvocationOperation { TargetMethod.ContainingType: { Name: "optim" } })) return null;
        if (TestCode.IsIn(call) || CompilationWords.Loading.AreIn(compilation, token) || TrainedModel.TreeOf(model, compilation, token) is not { } tree) return null;
        var stack = BlockStack.In(ModelGraph.Of(tree)).FirstOrDefault(stack => stack is { Placement: NormPlacement.Before, Depth: >= Deep });
        return stack is null ? null : new(CreationName.Place(call.Syntax), stack.Name, stack.Depth!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool IsToHalf(IInvocationOperation call)
        => call.TargetMethod.Name == "half" || call.TargetMethod.Name == "to" && call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(value => value is IFieldReferenceOperation { Field.Name: "Float16" or "float16" or "half" } or IPropertyReferenceOperation { Property.Name: "Float16" or "float16" or "half" }));
}
