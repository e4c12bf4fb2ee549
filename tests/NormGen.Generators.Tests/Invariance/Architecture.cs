using System.Text.RegularExpressions;

namespace NormGen.Generators.Tests.Invariance;

/// <summary>A network that the golden data describe in words, as a C# class, and which of its parameters a case asks about.</summary>
/// <param name="Source">The class.</param>
/// <param name="Weights">Path of the parameter by the letter or name that the data use.</param>
internal sealed record Architecture(string Source, IReadOnlyDictionary<string, string> Weights)
{
    /// <summary>Reads a description; null where nothing here can express it.</summary>
    public static Architecture? Of(string description)
        => ArchitectureSources.All.TryGetValue(description, out var written) ? written : Chain(description);

    /// <summary>Steps one after the other: <c>conv(no bias)->ReLU->maxpool->BN2d</c>.</summary>
    private static Architecture? Chain(string description)
    {
        var fields = new List<string>();
        var body = new List<string>();
        var weights = new Dictionary<string, string>();
        foreach (var word in Regex.Replace(description, @", both no bias$| \([^()]*(norm|head features|weight is)[^()]*\)$|\((?!bias|no bias|\d)[^()]*\)", "").Split("->", StringSplitOptions.TrimEntries))
        {
            var name = "step" + body.Count;
            var hasBias = word.EndsWith("(bias)", StringComparison.Ordinal) ? "true" : "false";
            var kind = Regex.Replace(word, @"\((no )?bias\)$|(?<=linear)\d$", "");
            kind = Regex.Replace(kind, @"(?<=linear)\d", "");
            if (Module(kind, hasBias) is { } module)
            {
                fields.Add($"readonly {module.Type} {name} = {module.Creation};");
                body.Add($"x = {name}.call(x);");
                if (module.Weight is { } letter)
                {
                    weights.TryAdd(letter, name + ".weight");
                    weights[letter + (weights.Keys.Count(key => key.Length == 2 && key.StartsWith(letter, StringComparison.Ordinal)) + 1)] = name + ".weight";
                }
            }
            else if (Function(kind) is { } function)
            {
                body.Add($"x = {function};");
            }
            else
            {
                return null;
            }
        }

        return new(InvarianceOf.Class(string.Join(' ', fields), string.Join(' ', body) + " return x;"), weights);
    }

    private static (string Type, string Creation, string? Weight)? Module(string kind, string hasBias) => kind switch
    {
        "linear" => ("Linear", $"Linear(8, 8, hasBias: {hasBias})", "W"),
        "conv" => ("Conv2d", $"Conv2d(3, 8, 3, bias: {hasBias})", "W"),
        "conv_transpose" => ("ConvTranspose2d", $"ConvTranspose2d(3, 8, 3, bias: {hasBias})", "W"),
        "embedding" => ("Embedding", "Embedding(8, 8)", "E"),
        "BN" => ("BatchNorm1d", "BatchNorm1d(8)", null),
        "BN2d" => ("BatchNorm2d", "BatchNorm2d(8)", null),
        "InstanceNorm2d" => ("InstanceNorm2d", "InstanceNorm2d(8)", null),
        "LN" => ("LayerNorm", "LayerNorm(8)", null),
        "RMSNorm" => ("RMSNorm", "torch.nn.RMSNorm(8)", null),
        "GN(2)" => ("GroupNorm", "GroupNorm(2, 8)", null),
        "ReLU" => ("ReLU", "ReLU()", null),
        "LeakyReLU" => ("LeakyReLU", "LeakyReLU(0.1)", null),
        "GELU" => ("GELU", "GELU()", null),
        "tanh" => ("Tanh", "Tanh()", null),
        "maxpool" => ("MaxPool2d", "MaxPool2d(2)", null),
        _ => null,
    };

    private static string? Function(string kind) => kind switch
    {
        "L2 normalise" => "F.normalize(x, dim: -1)",
        "softmax cross-entropy" => "F.cross_entropy(x, torch.zeros(4, dtype: ScalarType.Int64))",
        "BN in EVAL mode" => "F.batch_norm(x, torch.zeros(8), torch.ones(8), training: false)",
        _ => null,
    };
}
