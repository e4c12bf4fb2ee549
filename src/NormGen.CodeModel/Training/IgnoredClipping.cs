using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Training;

/// <summary>Finds gradient clipping, and constant factors on the loss, that an update takes away again because it depends on the direction of the gradient alone.</summary>
public static class IgnoredClipping
{
    /// <summary>Reads a call of <c>clip_grad_norm_</c> or <c>backward</c>; the sentence needs the call and the optimizer.</summary>
    public static Observation? Read(IOperation operation, Compilation compilation, CancellationToken token)
    {
        if (operation is not IInvocationOperation { TargetMethod: { Name: "clip_grad_norm_" or "backward" } method } call || !TorchTypes.IsOfTorchSharp(method) || TestCode.IsIn(operation)) return null;
        if (method.Name == "backward" && !(call.Instance is { } loss && IsScaled(SingleValues.Behind(loss)))) return null;
        var steps = SingleValues.Root(operation).Descendants().OfType<IInvocationOperation>().Where(step => step is { TargetMethod.Name: "step", Instance.Type: { } type } && TorchTypes.IsOptimizer(type)).Select(step => step.Instance!).ToList();
        var values = new SourceValues(new(compilation, token));
        var made = steps.Select(step => OptimizerCreation.Of(values.Behind(step))).ToList();
        if (made.Count == 0 || made.Any(creation => creation is null || !(method.Name == "backward" ? IsInvariantInTime(creation, values) : IsMemoryless(creation)))) return null;
        return new(CreationName.Place(operation.Syntax), method.Name == "backward" ? "The factor on the loss" : "clip_grad_norm_", made[0]!.Name);
    }

    /// <summary>Whether each update of a matrix is computed from this step's gradient alone, normalized: whatever scales it cancels.</summary>
    private static bool IsMemoryless(OptimizerCreation creation) => !creation.IsOfTorchSharp && creation.Name is "SCALE" or "SinkGD" or "MNGD" or "SWAN";

    /// <summary>Whether a factor that is the same in all steps cancels, up to eps.</summary>
    private static bool IsInvariantInTime(OptimizerCreation creation, SourceValues values) => IsMemoryless(creation) || creation.Number("weight_decay", values) is 0 && creation.Name is "Adam" or "Adamax" or "NAdam" or "RAdam" || creation.Name is "AdamW" or "Lion" or "Muon";

    private static bool IsScaled(IOperation loss) => loss is IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product && (IsFactor(product.LeftOperand) || IsFactor(product.RightOperand));

    // A power of two above one, as for half precision, is there for the digits of the gradients, not for the update.
    private static bool IsFactor(IOperation operand)
        => SingleValues.Bare(operand).ConstantValue is { HasValue: true, Value: double or float or int or long } constant && Convert.ToDouble(constant.Value, System.Globalization.CultureInfo.InvariantCulture) is > 0 and var factor && Math.Log(factor, 2) % 1 != 0;
}
