using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Placement;

namespace NormGen.Analyzers.Descriptors;

/// <summary>The rule and the sentence of each complaint about a block.</summary>
internal static class PlacementMessages
{
    /// <summary>The diagnostic, or null where another analyzer reports it.</summary>
    public static Diagnostic? Of(PlacementComplaint complaint)
    {
        if (Rule(complaint.Problem) is not { } rule) return null;
        object[] message = Sentence(complaint.Problem, complaint.Arguments) is { } sentence ? [sentence] : [.. complaint.Arguments];
        return Finding.Create(rule, complaint.Location, complaint.Problem.ToString(), complaint.Arguments, message);
    }

    private static DiagnosticDescriptor? Rule(PlacementProblem problem) => problem switch
    {
        PlacementProblem.NotPartial => null, // NG0001
        PlacementProblem.InitializeNormsMissing => PlacementRules.MissingInitializeNorms,
        PlacementProblem.RegisterComponentsMissing or PlacementProblem.RegisterComponentsTooEarly => PlacementRules.RegistrationOrder,
        PlacementProblem.ArgumentMissing or PlacementProblem.ArgumentTypeMismatch or PlacementProblem.ParameterUnused => PlacementRules.UnmatchedSublayerArgument,
        PlacementProblem.PrimaryConstructor => PlacementRules.PrimaryConstructor,
        PlacementProblem.NormUnusable => PlacementRules.NotANorm,
        PlacementProblem.ScaleUnusable => PlacementRules.ResidualScale,
        PlacementProblem.ScaleMisplaced => PlacementRules.ScaleMisplaced,
        PlacementProblem.DepthUnknown or PlacementProblem.WeightsUnknown => PlacementRules.ScaleUnknown,
        PlacementProblem.NameClash or PlacementProblem.NameUnusable => PlacementRules.NormNameTaken,
        PlacementProblem.NotFused => PlacementRules.JointNotFused,
        PlacementProblem.BranchOperandUnusable => PlacementRules.BranchOperand,
        PlacementProblem.RecordsWithoutPlacement => PlacementRules.RecordsNothing,
        PlacementProblem.StackUnusable or PlacementProblem.ScheduleUnusable => PlacementRules.BlockStack,
        PlacementProblem.QKNormUnusable => PlacementRules.QKNormMisuse,
        PlacementProblem.ScheduleDegenerate => PlacementRules.DegenerateSchedule,
        _ => PlacementRules.BlockShape,
    };

    /// <summary>The sentence; null where the rule has one finding only and its own format.</summary>
    private static string? Sentence(PlacementProblem problem, EquatableArray<string> a) => problem switch
    {
        PlacementProblem.RegisterComponentsMissing => $"'{a[0]}' does not call RegisterComponents(): no sublayer{(a[1].Length == 0 ? "" : " and no " + a[1])} is saved, moved or trained",
        PlacementProblem.RegisterComponentsTooEarly => $"'{a[0]}' calls RegisterComponents() before {a[1]}: the {a[2]}s are not registered, so they are not saved, moved or trained",
        PlacementProblem.ArgumentMissing => $"Sublayer '{a[0]}' needs '{a[1]}' ({a[2]}), and forward of '{a[3]}' has no parameter of that name",
        PlacementProblem.ArgumentTypeMismatch => $"Sublayer '{a[0]}' takes '{a[1]}' as {a[2]}, and forward has it as {a[3]}, which does not convert without a cast",
        PlacementProblem.ParameterUnused => $"No sublayer of '{a[1]}' takes '{a[0]}', so its value would be ignored",
        PlacementProblem.FileLocal => $"'{a[0]}' is local to its file, so no generated file can add to it",
        PlacementProblem.NotAModule => $"'{a[0]}' must derive from torch.nn.Module<Tensor, Tensor>, or from one with more arguments",
        PlacementProblem.NoSublayer => $"'{a[0]}' has no sublayer: mark the fields of its residual branches with [Sublayer], in the order they run",
        PlacementProblem.SublayerNotCallable => $"'{a[0]}' ({a[1]}) cannot be a sublayer: {a[2]}",
        PlacementProblem.SublayerWithoutPlacement => $"[Sublayer] on '{a[0]}' does nothing: '{a[1]}' has no placement attribute, such as [PreLN] or [PeriLN]",
        PlacementProblem.ForwardMissing => $"'{a[0]}' must declare forward without a body, which is generated: {a[1]}",
        PlacementProblem.ForwardSignature => $"forward of '{a[0]}' cannot be generated: {a[1]}",
        PlacementProblem.SeveralPlacements => $"'{a[0]}' has {a[1]}: its norms can stand in one way only",
        PlacementProblem.ScaleUnusable => $"A residual scale must be finite and not zero, and is {a[0]}",
        PlacementProblem.DepthUnknown => $"The number of blocks of '{a[0]}' is not known: {a[1]}",
        PlacementProblem.WeightsUnknown => $"{a[1]} cannot initialize the weights of sublayer '{a[0]}': {a[2]}; initialize them there and write [Sublayer(Initialize = false)]",
        PlacementProblem.StackUnusable => $"'{a[0]}' cannot be a stack: {a[1]}",
        PlacementProblem.ScheduleUnusable => $"The schedule of '{a[0]}' cannot be: {a[1]}, and it is {a[2]}",
        PlacementProblem.NameClash => $"The name '{a[0]}' is taken in '{a[2]}', where it would be {a[1]}",
        PlacementProblem.NameUnusable => $"'{a[0]}' cannot name a norm: {a[1]}",
        _ => null,
    };
}
