namespace NormGen.Kernels.Running;

/// <summary>What all ranges of one call share. It lives on the caller's stack while the team works.</summary>
internal unsafe struct RowRun
{
    internal long Rows;
    internal long Features;

    /// <summary>The channels of a row, 1 where there are none.</summary>
    internal long Channels;

    /// <summary>The groups of a row, 1 where there are none.</summary>
    internal long Groups;

    /// <summary>The channels of a group.</summary>
    internal long ChannelsPerGroup;

    /// <summary>The parts of a row that lie one after the other.</summary>
    internal long Parts;
    internal int ElementSize;

    /// <summary>Inputs, then what is written (outputs, or gradients of inputs), with incoming gradients between them in backward.</summary>
    internal Operand* Operands;
    internal int InputCount;
    internal int GradientCount;
    internal int WrittenCount;

    /// <summary>Bit i: the gradient of input i is wanted.</summary>
    internal ulong Needed;

    internal double* Numbers;

    /// <summary>Copies of inputs that have features and no rows, in the order that vectors of rows have; null where that is the order of memory, or the input has others.</summary>
    internal byte** InLanes;
    internal int InLanesCount;

    /// <summary>Statistics of rows, one after the other; null where nobody needs them.</summary>
    internal void* Statistics;

    /// <summary>Numbers of one statistic: rows, or the parts of all rows.</summary>
    internal long StatisticLength;

    /// <summary>Totals that forward saved, one after the other; null where it has none, or nobody needs them.</summary>
    internal void* TotalStatistics;

    /// <summary>Numbers of one saved total.</summary>
    internal long TotalStatisticLength;

    /// <summary>One address for each sum over rows.</summary>
    internal void** Totals;

    /// <summary>Whether what is written goes past the cache, by way of a row that stays in it.</summary>
    internal bool Streams;

    /// <summary>Whether kernels write past the cache themselves: every row written is whole cache lines.</summary>
    internal bool StreamsRows;

    /// <summary>The key of the random numbers that results are rounded by, where they are.</summary>
    internal ulong RoundingKey;

    /// <summary>Where each piece leaves the sum of squares of what the first operand is after the call; null where nobody asks.</summary>
    internal double* Squares;

    /// <summary>Whether pieces are cuts of one long row.</summary>
    internal bool Flat;

    internal int Pieces;
    internal int Pass;
    internal PassKind PassKind;

    /// <summary>Whether the pass goes through the pieces from the last to the first.</summary>
    internal bool IsReversed;

    internal int FirstSum;
    internal int SumCount;

    /// <summary>Units of the pass: rows, or parts of all rows.</summary>
    internal long Units;

    /// <summary>How many numbers each sum has: a total may lie in a tensor that is no longer than this.</summary>
    internal long* SumLengths;

    /// <summary>Bit i: sum i of the pass is the largest.</summary>
    internal ulong Largest;

    /// <summary>Bit i: sum i of the pass is the smallest.</summary>
    internal ulong Smallest;

    /// <summary>Bit i: sum i of the pass is of squared deviations from the mean of what sum i - 1 is of.</summary>
    internal ulong Deviations;

    /// <summary>Whether no gradient of a parameter is wanted.</summary>
    internal bool IsFrozen;

    /// <summary>Bit i: sum i of the pass is left out.</summary>
    internal ulong LeftOut;

    /// <summary>Numbers of each part of a row that a thread keeps between loops.</summary>
    internal int KeptCount;

    /// <summary>Numbers of each part of a row that passes carry to later ones.</summary>
    internal int CarriedCount;

    /// <summary>Those numbers, one after the other for all parts of all rows.</summary>
    internal double* Carried;

    /// <summary>Bytes from one sum, scratch row or staging row to the next.</summary>
    internal nuint RowBytes;

    /// <summary>The sums of the pass: piece after piece, sum after sum.</summary>
    internal byte* Sums;

    /// <summary>Kept numbers, scratch rows, then one row for each operand that is written: thread after thread.</summary>
    internal byte* ThreadMemory;
    internal int ScratchCount;

    internal readonly int FirstWritten => InputCount + GradientCount;

    internal readonly int OperandCount => InputCount + GradientCount + WrittenCount;
}
