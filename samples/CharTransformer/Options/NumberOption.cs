using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CharTransformerSample.Options;

/// <summary>Options that take a number, with messages that say what would have been right.</summary>
internal static class NumberOption
{
    public static Option<int?> Whole(string name, string description, int least = 1, int most = int.MaxValue)
        => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => (int?)Parse(result, name, least, most),
        };

    public static Option<long?> Seed(string name, string description)
        => new(name) { Description = description, HelpName = "N", CustomParser = result => Parse(result, name, 0, long.MaxValue) };

    public static Option<double?> Positive(string name, string description)
        => new(name) { Description = description, HelpName = "X", CustomParser = result => ParseReal(result, name) };

    private static long? Parse(ArgumentResult result, string name, long least, long most)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        var range = most is int.MaxValue or long.MaxValue ? $"of at least {least}" : $"from {least} to {most}";
        result.AddError($"{name} needs a whole number {range}, not '{text}'.");
        return null;
    }

    private static double? ParseReal(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0 && double.IsFinite(value))
        {
            return value;
        }

        result.AddError($"{name} needs a number above zero, not '{text}'.");
        return null;
    }
}
