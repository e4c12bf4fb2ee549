using NormGen.Benchmarks.Pairs;

namespace NormGen.Benchmarks.Limits;

/// <summary>A form of kernel and what it must move.</summary>
/// <param name="Name">The form.</param>
/// <param name="Make">Makes the pair whose first side is the kernel.</param>
/// <param name="Passes">The tensors of forward, then those of backward where that runs too.</param>
/// <param name="ElementSize">Bytes of an element.</param>
internal sealed record LimitForm(string Name, Func<Pair> Make, Streams[] Passes, int ElementSize = sizeof(float))
{
    /// <summary>The rows of all forms.</summary>
    public const long Rows = 8192;

    /// <summary>The features of all forms.</summary>
    public const long Features = 1024;

    private static readonly Streams Forward = new(1, 1), Backward = new(2, 1), JointForward = new(2, 2), JointBackward = new(4, 2);

    /// <summary>The forms.</summary>
    public static IReadOnlyList<LimitForm> All { get; } =
    [
        .. Both("RMSNorm", backward => new RMSNormPair(Rows, Features, backward), Forward, Backward),
        .. Both("CRMSNorm", backward => new CRMSNormPair(Rows, Features, backward), Forward, Backward),
        .. Both("LayerNorm", backward => new LayerNormPair(Rows, Features, backward), Forward, Backward),
        .. Both("Peri-LN joint", backward => new PeriJointPair(Rows, Features, backward), JointForward, JointBackward),
        .. Both("softmax-like formula", backward => new SoftmaxPair(Rows, Features, backward, byTorchSoftmax: false), Forward, Backward),
        .. Both("RMSNorm bfloat16", backward => new HalfTypePair(Rows, Features, backward, ScalarType.BFloat16), Forward, Backward, sizeof(ushort)),
    ];

    private static LimitForm[] Both(string name, Func<bool, Pair> make, Streams forward, Streams backward, int elementSize = sizeof(float))
        => [new(name + " forward", () => make(false), [forward], elementSize), new(name + " forward+backward", () => make(true), [forward, backward], elementSize)];
}
