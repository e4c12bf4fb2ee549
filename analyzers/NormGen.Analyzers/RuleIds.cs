namespace NormGen.Analyzers;

/// <summary>The ids of all rules. An id is never used again for another finding.</summary>
public static class RuleIds
{
    /// <summary>An annotated class is not partial.</summary>
    public const string ClassNotPartial = "NG0001";

    /// <summary>A constructor of an annotated block does not call <c>InitializeNorms</c>.</summary>
    public const string MissingInitializeNorms = "NG0002";

    /// <summary><c>RegisterComponents</c> is missing or runs before <c>InitializeNorms</c>.</summary>
    public const string RegistrationOrder = "NG0003";

    /// <summary>An argument of a sublayer cannot be matched with the block's <c>forward</c>.</summary>
    public const string UnmatchedSublayerArgument = "NG0004";

    /// <summary>An annotated block has a primary constructor.</summary>
    public const string PrimaryConstructor = "NG0005";

    /// <summary>The shape of an annotated block does not fit: sublayers, <c>forward</c>, attributes.</summary>
    public const string BlockShape = "NG0006";

    /// <summary>The type of <c>Norm</c> is no norm that can be placed.</summary>
    public const string NotANorm = "NG0007";

    /// <summary>A residual scale does not fit.</summary>
    public const string ResidualScale = "NG0008";

    /// <summary>The name of a generated norm is taken.</summary>
    public const string NormNameTaken = "NG0009";

    /// <summary>The signature of a fused method and its formula do not fit.</summary>
    public const string FusedSignature = "NG0010";

    /// <summary>An operation of a formula cannot be fused.</summary>
    public const string OperationNotFused = "NG0011";

    /// <summary>A sum that looks like a sum over an axis and is a sum over everything.</summary>
    public const string FullSum = "NG0012";

    /// <summary>A norm runs composed inside a joint because its formula cannot be fused.</summary>
    public const string JointNotFused = "NG0013";

    /// <summary>A formula was read but has no kernel.</summary>
    public const string FormulaComposed = "NG0014";

    /// <summary>A member that <c>[Sublayer]</c> names as dropout or scale of its branch cannot be one.</summary>
    public const string BranchOperand = "NG0015";

    /// <summary>A stack of blocks, or a schedule over its depth, does not fit.</summary>
    public const string BlockStack = "NG0016";

    /// <summary>A schedule over depth puts every block into one placement.</summary>
    public const string DegenerateSchedule = "NG0017";

    /// <summary><c>[QKNorm]</c> stands where it cannot work.</summary>
    public const string QKNormMisuse = "NG0018";

    /// <summary><c>[RecordNorms]</c> stands where it does nothing.</summary>
    public const string RecordsNothing = "NG0019";

    /// <summary>A parameter cannot be placed in a role.</summary>
    public const string UnplacedParameter = "NG0020";

    /// <summary><c>[Optimizer]</c> stands where it cannot work.</summary>
    public const string OptimizerMisuse = "NG0021";

    /// <summary>A rule of <c>[ScaledResidual]</c> does not fit the placement of norms.</summary>
    public const string ScaleMisplaced = "NG0022";

    /// <summary>A branch is multiplied by a number directly before its output norm.</summary>
    public const string ScalarBeforeOutputNorm = "NG0023";

    /// <summary>What a rule of <c>[ScaledResidual]</c> needs to know cannot be read: the number of blocks, the weights of a branch.</summary>
    public const string ScaleUnknown = "NG0024";

    /// <summary><c>[SelfNormalizing]</c> stands where it cannot work.</summary>
    public const string SelfNormalizingMisuse = "NG0025";

    /// <summary>Something in a class with <c>[SelfNormalizing]</c> takes mean zero and variance one away.</summary>
    public const string NotSelfNormalizing = "NG0026";

    /// <summary><c>[TrAct]</c> stands on a layer that is not provably the first one.</summary>
    public const string NotFirstLayer = "NG0030";

    /// <summary>A model with <c>[PreRMSNorm]</c> or <c>[CRMSNorm]</c> cannot be converted.</summary>
    public const string ConversionBlocked = "NG0040";

    /// <summary><c>[PreRMSNorm]</c> or <c>[CRMSNorm]</c> stands where there is nothing to convert.</summary>
    public const string ConversionMisused = "NG0041";

    /// <summary>A converted model would not train as its Pre-LN form.</summary>
    public const string ConversionTrainsDifferently = "NG0042";

    /// <summary>The rule of <c>[Optimizer]</c> reads the norm of weights that are recentred.</summary>
    public const string RecentringUnderNormReadingRule = "NG0043";

    /// <summary>A Pre-LN model could be converted, and no attribute asks for it.</summary>
    public const string Convertible = "NG0044";

    /// <summary>A norm of a class with <c>[FoldNormalization]</c> does not fold.</summary>
    public const string NormStays = "NG0045";

    /// <summary><c>[FoldNormalization]</c> stands where nothing folds.</summary>
    public const string NothingFolds = "NG0046";

    /// <summary>BatchNorm inside a transformer block.</summary>
    public const string BatchNormInTransformer = "NG1001";

    /// <summary>A norm over the last axis right behind a convolution of images.</summary>
    public const string NormOverWidth = "NG1002";

    /// <summary>A deep Post-LN model without warm-up.</summary>
    public const string PostNormWithoutWarmup = "NG1003";

    /// <summary>The input of a norm is overwritten before its backward pass.</summary>
    public const string NormInputOverwritten = "NG1004";

    /// <summary>A norm with running statistics is used at two places.</summary>
    public const string StatefulNormShared = "NG1005";

    /// <summary>The statistics of a norm are taken over everything.</summary>
    public const string FullStatistics = "NG1006";

    /// <summary>A nonlinearity without a norm before it in a class with <c>[NormalizeAndProject]</c>.</summary>
    public const string BareNonlinearity = "NG1010";

    /// <summary>A bias that the norm behind it takes away.</summary>
    public const string DeadBias = "NG1011";

    /// <summary>A Pre-LN stack without a norm before the head.</summary>
    public const string MissingFinalNorm = "NG1012";

    /// <summary>One branch of a block has a norm on its output, another has none.</summary>
    public const string HalfDonePeriLN = "NG1013";

    /// <summary>A deep Pre-LN model in float16.</summary>
    public const string HalfPrecisionPreLN = "NG1014";

    /// <summary>An eps that is zero in the type it is added in.</summary>
    public const string EpsUnderflows = "NG1015";

    /// <summary>A norm over one element.</summary>
    public const string NormOverOneElement = "NG1016";

    /// <summary>A norm without a mask between region norms.</summary>
    public const string MaskLost = "NG1017";

    /// <summary>A hand-written RMSNorm.</summary>
    public const string HandWrittenRMSNorm = "NG1018";

    /// <summary>A factor of a branch that the norm behind it takes away.</summary>
    public const string CancelledScale = "NG1019";

    /// <summary>A residual branch with a zero factor and a zero last layer.</summary>
    public const string ZeroGateAndZeroLayer = "NG1020";

    /// <summary>Residual branches are made small twice.</summary>
    public const string ScaledTwice = "NG1021";

    /// <summary>Dropout and activation do not belong together.</summary>
    public const string DropoutOfAnotherActivation = "NG1022";

    /// <summary>Layers before SELU without LeCun's initialization.</summary>
    public const string SeluWithoutLeCun = "NG1023";

    /// <summary>BatchNorm under gradients of single examples.</summary>
    public const string PerExampleBatchNorm = "NG1024";

    /// <summary>Batch norms that take statistics of their own for a contrastive batch.</summary>
    public const string ContrastiveBatchNorm = "NG1025";

    /// <summary>A deep stack of residual branches without norms.</summary>
    public const string UnnormalizedStack = "NG1027";

    /// <summary>A block whose <c>forward</c> a placement attribute would generate.</summary>
    public const string HandWrittenBlock = "NG1030";

    /// <summary>A momentum optimizer over scale-invariant weights.</summary>
    public const string MomentumOverScaleInvariantWeights = "NG2001";

    /// <summary>Modules or parameters in a plain collection, never registered.</summary>
    public const string UnregisteredCollection = "NG3001";

    /// <summary>Parameters or submodules are walked before they are registered.</summary>
    public const string EarlyUse = "NG3002";

    /// <summary>A model that an optimizer trains never registers its components.</summary>
    public const string UnregisteredRoot = "NG3003";

    /// <summary>A parameter stands in two groups of one optimizer.</summary>
    public const string SharedParameter = "NG3004";

    /// <summary>An optimizer hides a field of <c>OptimizerHelper</c>.</summary>
    public const string HiddenOptimizerField = "NG3005";

    /// <summary>A parameter is changed in place outside <c>no_grad</c>.</summary>
    public const string LeafUpdate = "NG3006";

    /// <summary>A module is assigned after the registration.</summary>
    public const string LateAssignment = "NG3010";

    /// <summary>Split parameter groups all have the same weight decay.</summary>
    public const string SplitDecay = "NG3011";

    /// <summary>State of an optimizer belongs to a dispose scope.</summary>
    public const string ScopedState = "NG3012";

    /// <summary>A scheduler is stepped before its optimizer.</summary>
    public const string SchedulerOrder = "NG3013";

    /// <summary>A model is moved after an optimizer was built over it.</summary>
    public const string LateMove = "NG3014";

    /// <summary>Weight decay over norms and biases.</summary>
    public const string DecayedNorms = "NG3015";

    /// <summary>(batch, sequence, features) into the stock transformer encoder.</summary>
    public const string BatchFirstEncoder = "NG3016";

    /// <summary>A custom backward disposes its context.</summary>
    public const string DisposedContext = "NG3017";

    /// <summary>Weight decay that an optimizer divides by the gradient's size.</summary>
    public const string CoupledDecay = "NG3018";

    /// <summary>Weight decay over learned numbers of residual branches.</summary>
    public const string DecayedResiduals = "NG3019";

    /// <summary><c>Adam</c> with weight decay.</summary>
    public const string AdamWeightDecay = "NG3020";

    /// <summary>A table that also makes the output, in an optimizer that has to choose its role.</summary>
    public const string TiedHead = "NG3021";

    /// <summary>A training loop outside any dispose scope.</summary>
    public const string UnscopedLoop = "NG3030";

    /// <summary>Clipping or loss scaling that the update does not see.</summary>
    public const string IgnoredClipping = "NG3031";

    /// <summary>A variance as the mean of the squares less the square of the mean.</summary>
    public const string VarianceByDifference = "NG4001";

    /// <summary>A logarithm or reciprocal root of a value that can be zero, or a division by it.</summary>
    public const string ZeroWithoutEps = "NG4002";

    /// <summary>A softmax without the row's maximum taken off.</summary>
    public const string SoftmaxWithoutMaximum = "NG4003";

    /// <summary>A rounding that no gradient passes.</summary>
    public const string RoundingWithoutGradient = "NG4010";

    /// <summary>The logarithm of one more than an exponential.</summary>
    public const string HandWrittenSoftplus = "NG4011";

    /// <summary>A choice between two numbers that is float64.</summary>
    public const string WideWhere = "NG4012";
}
