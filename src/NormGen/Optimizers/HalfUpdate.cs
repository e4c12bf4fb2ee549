namespace NormGen.Optimizers;

/// <summary>
/// How an optimizer updates parameters of bfloat16 and float16, whose 8 or 11 digits are too few for steps that are small beside the weight: rounded to the nearest, a weight of 1 does not feel a step below 0.002 in bfloat16.
/// Parameters of other types are not concerned.
/// </summary>
/// <remarks>Fixed for a group once it is added; saved and loaded with the optimizer's state.</remarks>
public readonly record struct HalfUpdate
{
    private HalfUpdate(HalfUpdateKind kind, long seed) => (Kind, Seed) = (kind, seed);

    /// <summary>The default: weights and state are of the parameter's type, computed in float32 and rounded to the nearest.</summary>
    public static HalfUpdate Nearest => default;

    /// <summary>The optimizer keeps a float32 copy of the weights, and its state in float32 as well; the parameter is the copy, rounded. 4 bytes an element more than float32 state. A parameter that is written from outside takes effect with the optimizer's next <c>load_state_dict</c> alone.</summary>
    public static HalfUpdate MasterCopy => new(HalfUpdateKind.MasterCopy, 0);

    /// <summary>Weights and state are of the parameter's type, and each number is rounded up or down at random, in the mean to itself: small steps add up in the mean, without a byte of state. On the CPU alone: half parameters elsewhere are refused when the optimizer is made.</summary>
    /// <param name="seed">The seed, between -2^53 and 2^53 (exclusive). Steps of one seed are the same whenever they are taken, so a loaded state goes on bit for bit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The seed is out of its range.</exception>
    public static HalfUpdate Stochastic(long seed = 0)
    {
        Kernels.RandomArguments.CheckSeed(seed);
        return new(HalfUpdateKind.Stochastic, seed);
    }

    /// <summary>Which of them.</summary>
    public HalfUpdateKind Kind { get; }

    /// <summary>The seed of <see cref="Stochastic"/>, else 0.</summary>
    public long Seed { get; }

    /// <summary>As it was saved.</summary>
    /// <exception cref="InvalidDataException">There is no such update.</exception>
    internal static HalfUpdate Read(BinaryReader reader)
    {
        var kind = (HalfUpdateKind)reader.ReadByte();
        if (!Enum.IsDefined(kind)) throw new InvalidDataException($"The saved optimizer state is damaged: it has parameters of half types updated in way {(int)kind}. Nothing was loaded.");
        return new(kind, reader.ReadInt64());
    }

    /// <summary>Saves it.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write((byte)Kind);
        writer.Write(Seed);
    }
}
