namespace NormGen.Kernels.Running;

/// <summary>What all ranges of one call share. It lives on the caller's stack while the team works.</summary>
internal unsafe struct RowRun
{
    internal long Rows;
    internal long Features;
    internal int ElementSize;

    /// <summary>Inputs, then what is written (outputs, or gradients of inputs), with incoming gradients between them in backward.</summary>
    internal Operand* Operands;
    internal int InputCount;
    internal int GradientCount;
    internal int WrittenCount;

    /// <summary>Bit i: the gradient of input i is wanted.</summary>
    internal ulong Needed;

    internal double* Numbers;

    /// <summary>Statistics of rows, one after the other; null where nobody needs them.</summary>
    internal void* Statistics;

    /// <summary>Statistics of features, one after the other; null where forward has none, or nobody needs them.</summary>
    internal void* FeatureStatistics;

    /// <summary>One address for each sum over rows.</summary>
    internal void** Totals;

    /// <summary>Whether what is written goes past the cache, by way of a row that stays in it.</summary>
    internal bool Streams;

    /// <summary>Whether kernels write past the cache themselves: every row written is whole cache lines.</summary>
    internal bool StreamsRows;

    /// <summary>Whether pieces are cuts of one long row.</summary>
    internal bool Flat;

    internal int Pieces;
    internal int Pass;
    internal PassKind PassKind;
    internal int FirstSum;
    internal int SumCount;

    /// <summary>Bytes from one sum, scratch row or staging row to the next.</summary>
    internal nuint RowBytes;

    /// <summary>The sums of the pass: piece after piece, sum after sum.</summary>
    internal byte* Sums;

    /// <summary>Scratch rows, then one row for each operand that is written: thread after thread.</summary>
    internal byte* ThreadMemory;
    internal int ScratchCount;

    internal readonly int FirstWritten => InputCount + GradientCount;

    internal readonly int OperandCount => InputCount + GradientCount + WrittenCount;
}
