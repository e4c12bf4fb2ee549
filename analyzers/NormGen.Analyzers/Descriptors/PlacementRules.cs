using Microsoft.CodeAnalysis;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0002 to NG0009, NG0013, NG0015 to NG0017, NG0019, NG0022 and NG0024: classes with a placement attribute. A rule with several findings takes the sentence of each from <see cref="PlacementMessages"/>.</summary>
internal static class PlacementRules
{
    public static readonly DiagnosticDescriptor MissingInitializeNorms = Rule.Usage(
        RuleIds.MissingInitializeNorms,
        "InitializeNorms is not called",
        "'{0}' never {2}: every constructor must call {1} before RegisterComponents()",
        "The norms are generated as fields of the class, and so are the factors and learned numbers of residual branches; InitializeNorms sets them. Without the call norms and numbers stay null and the first forward pass fails, factors stay 0 and weights as they were made.");

    public static readonly DiagnosticDescriptor RegistrationOrder = Rule.Usage(
        RuleIds.RegistrationOrder,
        "RegisterComponents is missing or comes too early",
        "{0}",
        "RegisterComponents registers what the fields hold when it runs. Norms that are made later are no submodules: they are not saved, not moved to another device and not trained.");

    public static readonly DiagnosticDescriptor UnmatchedSublayerArgument = Rule.Usage(
        RuleIds.UnmatchedSublayerArgument,
        "Argument of a sublayer cannot be matched",
        "{0}",
        "The block's forward decides what its sublayers get: after the residual stream, arguments are matched by name, and their types must fit without a cast.");

    public static readonly DiagnosticDescriptor PrimaryConstructor = Rule.Usage(
        RuleIds.PrimaryConstructor,
        "Annotated block has a primary constructor",
        "'{0}' has a primary constructor, which has no place for InitializeNorms and RegisterComponents: write a constructor with a body",
        "InitializeNorms has to run after the sublayers are made and before RegisterComponents. A primary constructor has no body for either call.");

    public static readonly DiagnosticDescriptor BlockShape = Rule.Usage(
        RuleIds.BlockShape,
        "Annotated class cannot be a block",
        "{0}",
        "A block is a module with one placement attribute, sublayers marked with [Sublayer] that make a tensor of a tensor, and a partial forward without a body.");

    public static readonly DiagnosticDescriptor NotANorm = Rule.Usage(
        RuleIds.NotANorm,
        "Type cannot be placed as a norm",
        "'{0}' cannot be the norm of a block: {1}",
        "A norm is a Module<Tensor, Tensor> with a constructor that takes the number of features. To run inside a fused joint it says with [NormFormula] which [Fused] method computes it.");

    public static readonly DiagnosticDescriptor ResidualScale = Rule.Usage(
        RuleIds.ResidualScale,
        "Residual scale does not fit",
        "{0}",
        "[ScaledResidual] multiplies the residual branches of a block by a finite factor other than zero.");

    public static readonly DiagnosticDescriptor NormNameTaken = Rule.Usage(
        RuleIds.NormNameTaken,
        "Name of a generated member is taken",
        "{0}",
        "Generated norms are real submodules with a field, a property and a name in state_dict, all made from the sublayer's name. [Sublayer(NormIn = .., NormOut = ..)] gives them other names.");

    public static readonly DiagnosticDescriptor JointNotFused = Rule.Create(
        RuleIds.JointNotFused,
        "Joint is composed, not fused",
        "The joints with '{0}' run as single TorchSharp operations, not as one kernel: {1}",
        RuleCategories.Usage,
        DiagnosticSeverity.Info,
        "What stands between two sublayers (output norm, residual addition, input norm) is one kernel where the norm's formula can be part of one. Where it cannot, the same result is composed of modules.");

    public static readonly DiagnosticDescriptor BranchOperand = Rule.Usage(
        RuleIds.BranchOperand,
        "Member cannot be the dropout or the scale of a branch",
        "'{0}' cannot be the {1} of sublayer '{2}': {3}",
        "[Sublayer(Dropout = .., Scale = ..)] names members of the block that the joint behind the sublayer reads: a Dropout module, and a Parameter of one number a feature.");

    public static readonly DiagnosticDescriptor ScaleMisplaced = Rule.Usage(
        RuleIds.ScaleMisplaced,
        "Residual rule does not fit the block",
        "{0} cannot scale the branches of '{1}': {2}",
        "DeepNorm scales the stream in front of a Post-LN norm, SkipInit, ReZero and Fixup stand in the place of norms, and what makes a branch's output weights smaller has no effect before an output norm, which takes any positive factor away.");

    public static readonly DiagnosticDescriptor ScaleUnknown = Rule.Usage(
        RuleIds.ScaleUnknown,
        "Depth or weights of residual branches are not known",
        "{0}",
        "A rule goes by the number of residual branches, and some initialize weights by what they make: the branch's output, values, queries and keys. Both are read from constructors and from the data flow of forward, never from names.");

    public static readonly DiagnosticDescriptor BlockStack = Rule.Usage(
        RuleIds.BlockStack,
        "Stack or schedule does not fit",
        "{0}",
        "A class with [BlockStack] is a module with one ModuleList of blocks that carry a placement attribute. A schedule over depth ([MixLN]) gives a part from 0 to 1, or a number, of the blocks to Post-LN, and is not longer than the stack.");

    public static readonly DiagnosticDescriptor DegenerateSchedule = Rule.Create(
        RuleIds.DegenerateSchedule,
        "Schedule has one placement only",
        "All {2} blocks of '{0}' are {1}-LN: the schedule of [MixLN] chooses nothing at this depth",
        RuleCategories.Usage,
        DiagnosticSeverity.Info,
        "floor(alpha · depth) is 0 for a stack of fewer than 1 / alpha blocks, which is then plain Pre-LN, and the depth for alpha = 1, which is Post-LN with a final norm.");

    public static readonly DiagnosticDescriptor QKNormMisuse = Rule.Usage(
        RuleIds.QKNormMisuse,
        "[QKNorm] cannot work here",
        "[QKNorm] cannot work on '{0}': {1}",
        "[QKNorm] normalizes what a Linear of an attention makes, over the features of each head, with a norm over features.");

    public static readonly DiagnosticDescriptor RecordsNothing = Rule.Usage(
        RuleIds.RecordsNothing,
        "[RecordNorms] records nothing here",
        "[RecordNorms] does nothing on '{0}', which has no placement attribute: its forward is not generated",
        "Statistics of the residual stream are taken by the generated forward of a block: of a class with [PreLN], [PostLN], [PeriLN], [OutputNorm] or [MixLN].");
}
