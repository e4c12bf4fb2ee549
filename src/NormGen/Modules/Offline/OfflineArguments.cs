using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>What norms with statistics over tokens ask of their arguments, each with an error that says what was given and what fits.</summary>
internal static class OfflineArguments
{
    public static long CheckFeatures(long num_features)
        => num_features > 0 ? num_features : throw new ArgumentOutOfRangeException(nameof(num_features), num_features, "num_features must be positive.");

    public static long CheckWarmup(long warmup_iters)
        => warmup_iters >= 0 ? warmup_iters : throw new ArgumentOutOfRangeException(nameof(warmup_iters), warmup_iters, "warmup_iters must be zero or more.");

    /// <summary>The weight of an old value in a running average.</summary>
    public static double CheckAverage(double value, string name)
        => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is the weight of the old value and must lie between 0 and 1.");

    public static long CheckGroups(long groups, long num_features)
        => groups >= 0 && (groups == 0 || num_features % groups == 0) ? groups
            : throw new ArgumentException($"groups must divide num_features, {num_features}, or be 0 for no group scaling, but is {groups}.", nameof(groups));

    public static long CheckWindow(long window, string name)
        => window > 0 ? window : throw new ArgumentOutOfRangeException(name, window, $"{name} must be positive.");

    public static void CheckMask(Tensor input, Tensor? pad_mask, bool? batch_first, string norm)
    {
        if (pad_mask is null) return;
        if (batch_first is not { } isBatchFirst)
            throw new ArgumentException($"{norm} got a pad_mask, but does not know the layout of its input: construct it with batch_first: true for [batch, tokens, features], or false for [tokens, batch, features].", nameof(pad_mask));
        if (pad_mask.dtype != ScalarType.Bool) throw new ArgumentException($"{norm} needs a pad_mask of type Bool, true for padding, but got {pad_mask.dtype}.", nameof(pad_mask));
        if (input.ndim != 3) throw new ArgumentException($"{norm} with a pad_mask needs an input of three dimensions, but got [{string.Join(", ", input.shape)}].", nameof(input));
        long[] expected = isBatchFirst ? [input.size(0), input.size(1)] : [input.size(1), input.size(0)];
        if (!pad_mask.shape.AsSpan().SequenceEqual(expected))
            throw new ArgumentException($"{norm} needs a pad_mask [batch, tokens], [{string.Join(", ", expected)}] for this input, but got [{string.Join(", ", pad_mask.shape)}].", nameof(pad_mask));
    }

    /// <summary>1 for each token that counts and 0 for padding, in the order of the input; and how many count.</summary>
    public static (Tensor Counted, double Tokens) Counted(Tensor input, Tensor? pad_mask, bool? batch_first, string norm)
    {
        var type = input.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        long[] leading = [.. input.shape.AsSpan()[..^1]];
        var counted = pad_mask is null ? ones([], type, input.device).expand(leading)
            : (batch_first == true ? pad_mask : pad_mask.t()).logical_not().to(type).to(input.device);
        var tokens = pad_mask is null ? leading.Aggregate(1L, (product, size) => product * size) : counted.sum(ScalarType.Float64).item<double>();
        if (tokens == 0) throw new ArgumentException($"{norm} needs at least one token that is no padding for its statistics, but got none in [{string.Join(", ", input.shape)}].", nameof(input));
        return (counted, tokens);
    }
}
