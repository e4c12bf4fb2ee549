namespace NormGen.CodeModel.Placement;

/// <summary>What can be wrong with a class that carries a placement attribute. The analyzers give each an id and a sentence; what the complaint's arguments are stands here.</summary>
public enum PlacementProblem
{
    /// <summary>The class, or a type around it, is not partial. Arguments: the type that is not; the block.</summary>
    NotPartial,

    /// <summary>The class, or a type around it, is <c>file</c>-local, so that no other file can add to it. Arguments: that type; the block.</summary>
    FileLocal,

    /// <summary>A constructor does not call <c>InitializeNorms</c>. Arguments: the block; the call as it should stand.</summary>
    InitializeNormsMissing,

    /// <summary>A constructor does not call <c>RegisterComponents</c>. Arguments: the block.</summary>
    RegisterComponentsMissing,

    /// <summary>A constructor calls <c>RegisterComponents</c> before <c>InitializeNorms</c>, so that the norms are never registered. Arguments: the block; the method that makes the norms.</summary>
    RegisterComponentsTooEarly,

    /// <summary>A field marked as a sublayer cannot be called with a tensor to give a tensor. Arguments: the sublayer; its type; the reason.</summary>
    SublayerNotCallable,

    /// <summary>A required argument of a sublayer has no parameter of that name in the block's <c>forward</c>. Arguments: the sublayer; the argument; its type; the block; its type in full.</summary>
    ArgumentMissing,

    /// <summary>A parameter of the block's <c>forward</c> has the name of a sublayer's argument but not a type that fits. Arguments: the sublayer; the argument; the type wanted; the type there.</summary>
    ArgumentTypeMismatch,

    /// <summary>A parameter of the block's <c>forward</c> is an argument of no sublayer, so that it would be ignored silently. Arguments: the parameter; the block.</summary>
    ParameterUnused,

    /// <summary>The class has a primary constructor, which has no place for the calls. Arguments: the block.</summary>
    PrimaryConstructor,

    /// <summary>The class is not a TorchSharp module. Arguments: the block.</summary>
    NotAModule,

    /// <summary>No field is marked with <c>[Sublayer]</c>. Arguments: the block.</summary>
    NoSublayer,

    /// <summary>There is no <c>forward</c> to write: it is not declared, not partial, or has a body. Arguments: the block; the declaration as it should stand; the same with types in full.</summary>
    ForwardMissing,

    /// <summary><c>forward</c> is declared, but not as a function from a tensor (and more) to a tensor. Arguments: the block; the reason.</summary>
    ForwardSignature,

    /// <summary>A member is marked with <c>[Sublayer]</c> in a class without a placement attribute, where it does nothing. Arguments: the member; the class.</summary>
    SublayerWithoutPlacement,

    /// <summary>The class carries more than one placement attribute. Arguments: the block; the attributes.</summary>
    SeveralPlacements,

    /// <summary>The norm's type cannot be used. Arguments: the norm; the reason.</summary>
    NormUnusable,

    /// <summary>The rule of <c>[ScaledResidual]</c>, or an option of it, does not fit the placement of norms. Arguments: the rule; the block; the reason.</summary>
    ScaleMisplaced,

    /// <summary>The number of blocks that <c>[ScaledResidual]</c> states or asks to be counted is none. Arguments: the block; the reason.</summary>
    DepthUnknown,

    /// <summary>Which weights of a sublayer a rule is to initialize does not follow from its <c>forward</c>. Arguments: the sublayer; the rule; the reason.</summary>
    WeightsUnknown,

    /// <summary>The constant of <c>[ScaledResidual]</c> is zero or not finite. Arguments: the constant.</summary>
    ScaleUnusable,

    /// <summary>A generated member has the name of another member. Arguments: the name; what it would be; the block.</summary>
    NameClash,

    /// <summary>A name given to a norm cannot be one. Arguments: the name; the reason.</summary>
    NameUnusable,

    /// <summary>A member that <c>[Sublayer]</c> names as the dropout or the scale of its branch cannot be one. Arguments: the name; what it would be; the sublayer; the reason.</summary>
    BranchOperandUnusable,

    /// <summary>A joint falls back to the composed form. Arguments: the norm; the reason.</summary>
    NotFused,

    /// <summary><c>[RecordNorms]</c> stands on a class without a placement attribute, where it does nothing. Arguments: the class.</summary>
    RecordsWithoutPlacement,

    /// <summary>The schedule of <c>[MixLN]</c> cannot be. Arguments: the block; what is expected; what it was.</summary>
    ScheduleUnusable,

    /// <summary>A schedule puts all blocks of a stack into one placement. Arguments: the stack; the placement; the depth.</summary>
    ScheduleDegenerate,

    /// <summary>A class with <c>[BlockStack]</c> cannot be a stack. Arguments: the stack; the reason.</summary>
    StackUnusable,

    /// <summary><c>[QKNorm]</c> cannot work on a member. Arguments: the member; the reason.</summary>
    QKNormUnusable,
}
