using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What the norms ask of their arguments, each with an error that says what was given and what fits.</summary>
internal static class NormArguments
{
    public static long[] CheckShape(long[] normalized_shape)
    {
        ArgumentNullException.ThrowIfNull(normalized_shape);
        if (normalized_shape.Length == 0 || normalized_shape.Any(size => size <= 0))
            throw new ArgumentException($"normalized_shape must hold one or more positive sizes, but is {Text(normalized_shape)}.", nameof(normalized_shape));
        return [.. normalized_shape];
    }

    public static void CheckEps(double eps)
    {
        if (!(eps >= 0) || double.IsInfinity(eps)) throw new ArgumentOutOfRangeException(nameof(eps), eps, "eps must be a finite number, zero or more.");
    }

    public static void CheckType(ScalarType? dtype)
    {
        if (dtype is { } type && !IsReal(type)) throw new ArgumentException($"A norm's parameters must be of a floating-point type, not {type}.", nameof(dtype));
    }

    /// <summary>Checks a gain or an offset against the normalized shape.</summary>
    public static void CheckAffine(Tensor? parameter, long[] normalized_shape, string name)
    {
        if (parameter is null) return;
        if (!parameter.shape.AsSpan().SequenceEqual(normalized_shape))
            throw new ArgumentException($"{name} has shape {Text(parameter.shape)}, but the norm is over {Text(normalized_shape)}.", name);
    }

    /// <summary>Checks an input against the normalized shape and the type of the parameters, which may stay float32 where the input is of a half type, as mixed precision leaves them.</summary>
    public static void CheckInput(Tensor input, long[] normalized_shape, Tensor? weight, string norm)
    {
        ArgumentNullException.ThrowIfNull(input);
        var leading = input.ndim - normalized_shape.Length;
        var fits = leading >= 0;
        for (var i = 0; fits && i < normalized_shape.Length; i++) fits = input.size((int)leading + i) == normalized_shape[i];
        if (!fits) throw new ArgumentException($"{norm} over {Text(normalized_shape)} needs an input whose last dimensions are these, but got {Text(input.shape)}.", nameof(input));

        CheckType(input, weight, norm);
    }

    /// <summary>Checks an input <c>[batch, channels, ...]</c>; where it may come without a batch, one dimension less is <c>[channels, ...]</c>.</summary>
    /// <param name="input">The input.</param>
    /// <param name="channels">How many channels the norm has.</param>
    /// <param name="fewest">The fewest dimensions of an input with a batch.</param>
    /// <param name="most">The most.</param>
    /// <param name="withoutBatch">Whether the batch may be missing.</param>
    /// <param name="norm">The norm's name.</param>
    public static void CheckChannels(Tensor input, long channels, int fewest, int most, bool withoutBatch, string norm)
    {
        ArgumentNullException.ThrowIfNull(input);
        var isUnbatched = withoutBatch && input.ndim == fewest - 1;
        var fits = isUnbatched || (input.ndim >= fewest && input.ndim <= most);
        if (fits && input.size(isUnbatched ? 0 : 1) == channels) return;
        var dimensions = most == int.MaxValue ? $"{fewest} or more" : fewest == most ? $"{fewest}" : $"{fewest} to {most}";
        throw new ArgumentException($"{norm} over {channels} channels needs an input [batch, {channels}, ...] of {dimensions} dimensions{(withoutBatch ? ", or the same without batch" : "")}, but got {Text(input.shape)}.", nameof(input));
    }

    /// <summary>Checks that an input is of a floating-point type, and that of the parameters, which may stay float32 where the input is of a half type.</summary>
    public static void CheckType(Tensor input, Tensor? parameter, string norm, string name = "input")
    {
        var type = input.dtype;
        if (!IsReal(type)) throw new ArgumentException($"{norm} needs an input of a floating-point type, but got {type}.", name);
        if (parameter is not null && parameter.dtype != type && !(IsHalf(type) && parameter.dtype == ScalarType.Float32))
            throw new ArgumentException($"{norm} got an input of type {type}, but its parameters are {parameter.dtype}: convert one of them with .to({type}).", name);
    }

    /// <summary>Checks a number of channels, groups or the like.</summary>
    public static void CheckCount(long count, string name)
    {
        if (count <= 0) throw new ArgumentOutOfRangeException(name, count, $"{name} must be positive.");
    }

    /// <summary>Checks a damping or the like.</summary>
    public static void CheckPositive(double value, string name)
    {
        if (!(value > 0) || double.IsInfinity(value)) throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number above zero.");
    }

    /// <summary>Checks the weight of a batch in a running statistic.</summary>
    public static void CheckMomentum(double? momentum)
    {
        if (momentum is { } value && !(value is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), value, "momentum, the weight of the new batch, must lie between 0 and 1.");
    }

    /// <summary>PyTorch's default eps of RMSNorm: the machine epsilon of the type it computes in, which is float32 for the half types.</summary>
    public static double MachineEpsilon(ScalarType type) => type == ScalarType.Float64 ? double.BitIncrement(1) - 1 : MathF.BitIncrement(1) - 1;

    /// <summary>float16 and bfloat16: statistics need float32.</summary>
    public static bool IsHalf(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16;

    private static bool IsReal(ScalarType type) => type is ScalarType.Float32 or ScalarType.Float64 || IsHalf(type);

    private static string Text(long[] shape) => "[" + string.Join(", ", shape) + "]";
}
