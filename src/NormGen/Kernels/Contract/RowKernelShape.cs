namespace NormGen.Kernels;

/// <summary>The operands of a differentiable kernel, and the memory it needs.</summary>
/// <param name="Name">The formula's name, for messages.</param>
public sealed record RowKernelShape(string Name)
{
    /// <summary>The tensors, in declaration order. The first has all axes of the kernel; its last one is the features.</summary>
    public required KernelInput[] Inputs { get; init; }

    /// <summary>The results.</summary>
    public required KernelOutput[] Outputs { get; init; }

    /// <summary>How many dimensions the first tensor must have; 0 for any number.</summary>
    public int Rank { get; init; }

    /// <summary>The number argument that says how many groups there are; -1 where <see cref="Groups"/> says it.</summary>
    public int GroupsArgument { get; init; } = -1;

    /// <summary>The number of groups; 0 where the kernel has none, or an argument says it.</summary>
    public long Groups { get; init; }

    /// <summary>How many numbers of each row (or of each of its parts) are kept from forward to backward.</summary>
    public int Statistics { get; init; }

    /// <summary>Which parts of a row have such numbers of their own.</summary>
    public KernelAxes StatisticParts { get; init; }

    /// <summary>Which totals of forward are kept for backward.</summary>
    public int[] TotalStatistics { get; init; } = [];

    /// <summary>Which results backward reads; it finds them behind the inputs.</summary>
    public int[] SavedResults { get; init; } = [];

    /// <summary>Which totals of forward are results.</summary>
    public TotalOutput[] TotalOutputs { get; init; } = [];

    /// <summary>Which totals are new values of inputs that do not vary over rows.</summary>
    public TotalUpdate[] TotalUpdates { get; init; } = [];

    /// <summary>How many rows of scratch memory a thread needs in forward.</summary>
    public int ForwardScratch { get; init; }

    /// <summary>How many rows of scratch memory a thread needs in backward.</summary>
    public int BackwardScratch { get; init; }

    /// <summary>How many more rows it needs there for each channel of a group.</summary>
    public int ForwardChannelScratch { get; init; }

    /// <summary>How many more rows backward needs for each channel of a group.</summary>
    public int BackwardChannelScratch { get; init; }

    /// <summary>How many numbers of each part of a row forward keeps between its loops.</summary>
    public int ForwardKept { get; init; }

    /// <summary>How many numbers of each part of a row backward keeps between its loops.</summary>
    public int BackwardKept { get; init; }

    /// <summary>How many numbers of each part of a row forward carries from one pass to a later one.</summary>
    public int ForwardCarried { get; init; }

    /// <summary>How many numbers of each part of a row backward carries from one pass to a later one.</summary>
    public int BackwardCarried { get; init; }

    /// <summary>The runs over the data in forward.</summary>
    public KernelPass[] ForwardPasses { get; init; } = [new()];

    /// <summary>The runs over the data in backward.</summary>
    public KernelPass[] BackwardPasses { get; init; } = [new()];

    /// <summary>Which totals of backward are new values of inputs that do not vary over rows.</summary>
    public TotalUpdate[] BackwardTotalUpdates { get; init; } = [];

    /// <summary>Which totals of backward are gradients of inputs that do not vary over rows.</summary>
    public TotalGradient[] TotalGradients { get; init; } = [];

    /// <summary>Which result takes the memory of a tensor; null where all have their own.</summary>
    public InplaceResult? Inplace { get; init; }

    /// <summary>Which gradients backward may write over which incoming ones, those with the fewest choices first: one that comes first takes nothing from the others that these could have had.</summary>
    public ReusedGradient[] ReusedGradients { get; init; } = [];

    /// <summary>The axes of the first tensor.</summary>
    internal KernelAxes Element => Inputs[0].Axes;
}
