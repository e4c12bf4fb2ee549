using NormGen.Modules;
using NormGen.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Conversion;

/// <summary>The norms, readers and writers of one model, found by the names of its table.</summary>
internal sealed class FoundStream
{
    private readonly nn.Module model;
    private readonly Dictionary<string, nn.Module> modules;
    private readonly List<string> missing = [];

    /// <summary>Finds them.</summary>
    /// <param name="model">The model, its submodules registered.</param>
    /// <param name="table">The names.</param>
    /// <exception cref="InvalidOperationException">A name is of nothing in the model, or of something else than the table says.</exception>
    public FoundStream(nn.Module model, StreamTable table)
    {
        this.model = model;
        modules = model.named_modules().GroupBy(item => item.name).ToDictionary(group => group.Key, group => group.First().module);
        Norms = [.. table.Norms.SelectMany(FindNorms)];
        Writers = [.. table.Writers.SelectMany(FindWriters).DistinctBy(writer => writer.Name)];
        if (missing.Count > 0) throw new InvalidOperationException($"The modules of {model.GetType().Name} do not fit the table made at compile time: it has no {string.Join(", no ", missing.Select(name => $"'{name}'"))}. A module assigned after RegisterComponents is the usual reason.");
        var shared = Writers.GroupBy(writer => ParameterIdentity.Of(writer.Weight())).FirstOrDefault(group => group.Count() > 1);
        if (shared is not null) throw new InvalidOperationException($"{string.Join(" and ", shared.Select(writer => $"'{writer.Name}'"))} share a weight and both write the stream: only one can be recentred.");
        var twice = Norms.SelectMany(norm => norm.Readers.Select(reader => (reader, norm))).GroupBy(pair => pair.reader.Linear).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new InvalidOperationException($"'{twice.First().reader.Name}' reads two norms, {string.Join(" and ", twice.Select(pair => $"'{pair.norm.Name}'"))}: it cannot take the gains of both.");
    }

    /// <summary>The norms.</summary>
    public IReadOnlyList<FoundNorm> Norms { get; }

    /// <summary>What writes the stream.</summary>
    public IReadOnlyList<FoundWriter> Writers { get; }

    /// <summary>Every parameter that a conversion changes, but those of the norms. Read anew each time: some modules make another object for it on every read.</summary>
    public IEnumerable<Func<Parameter>> Parameters
        => Norms.SelectMany(norm => norm.Readers).SelectMany(reader => Of(() => reader.Linear.weight, reader.Linear.bias is null ? null : () => reader.Linear.bias!))
            .Concat(Writers.SelectMany(writer => Of(writer.Weight, writer.Bias() is null ? null : () => writer.Bias()!)))
            .Concat(Writers.SelectMany(writer => writer.Gains).Select(gain => new Func<Parameter>(() => gain)))
            .DistinctBy(parameter => ParameterIdentity.Of(parameter()));

    private static IEnumerable<Func<Parameter>> Of(Func<Parameter> weight, Func<Parameter>? bias) => bias is null ? [weight] : [weight, bias];

    private IEnumerable<FoundNorm> FindNorms(StreamNorm row)
    {
        foreach (var (name, places) in Matches(row.Name, modules.Keys))
        {
            if (modules[name] is not FusedLayerNorm norm) throw new InvalidOperationException($"'{name}' is a {modules[name].GetType().Name}, and the table made at compile time has it as a {nameof(FusedLayerNorm)}.");
            yield return new(name, norm, [.. row.Readers.SelectMany(reader => Beside(reader, places))]);
        }

        IEnumerable<(string, Linear)> Beside(string reader, string[] places)
        {
            var names = new NamePattern(reader).Beside(places, modules.Keys).ToList();
            if (names.Count == 0) missing.Add(reader);
            return names.Select(name => modules[name] is Linear linear ? (name, linear) : throw new InvalidOperationException($"'{name}' is a {modules[name].GetType().Name}, and the table made at compile time has it as a {nameof(Linear)}."));
        }
    }

    private IEnumerable<FoundWriter> FindWriters(StreamWriter row)
    {
        var parameters = model.named_parameters().ToDictionary(item => item.name, item => item.parameter);
        foreach (var (name, places) in Matches(row.Name, modules.Keys.Concat(parameters.Keys)))
        {
            var gains = row.Gains.SelectMany(gain => Beside(gain, places)).ToList();
            var found = !modules.TryGetValue(name, out var module) ? new FoundWriter(name, () => parameters[name], () => null, true, gains) : module switch
            {
                Linear linear => new(name, () => linear.weight, () => linear.bias, false, gains),
                Convolution convolution => new(name, () => convolution.weight!, () => convolution.bias, false, gains),
                Embedding embedding => new(name, () => embedding.weight!, () => null, true, gains),
                _ => throw new InvalidOperationException($"'{name}' is a {module.GetType().Name}, which the table made at compile time does not have as what writes the stream."),
            };
            yield return found with { IsRecentredInForward = row.IsRecentredInForward };
        }

        IEnumerable<Parameter> Beside(string gain, string[] places)
        {
            var names = new NamePattern(gain).Beside(places, parameters.Keys).ToList();
            if (names.Count == 0) missing.Add(gain);
            return names.Select(name => parameters[name]);
        }
    }

    private List<(string Name, string[] Places)> Matches(string pattern, IEnumerable<string> names)
    {
        var expression = new NamePattern(pattern);
        List<(string, string[])> found = [.. names.Select(name => (name, expression.Match(name))).Where(pair => pair.Item2 is not null).Select(pair => (pair.name, pair.Item2!))];

        // A list may be empty; a module that is no item of one may not be missing.
        if (found.Count == 0 && !pattern.Contains('*', StringComparison.Ordinal)) missing.Add(pattern);
        return found;
    }
}

/// <summary>A norm of a model with the layers that read it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Norm">The norm.</param>
/// <param name="Readers">The layers; none where gain and offset stay.</param>
internal sealed record FoundNorm(string Name, FusedLayerNorm Norm, IReadOnlyList<(string Name, Linear Linear)> Readers);

/// <summary>What writes the stream of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Weight">Its weight: read anew, because modules replace theirs.</param>
/// <param name="Bias">Its bias, or null.</param>
/// <param name="IsTable">Whether the features are the last dimension of the weight; else they are the first, the outputs.</param>
/// <param name="Gains">What multiplies the result.</param>
internal sealed record FoundWriter(string Name, Func<Parameter> Weight, Func<Parameter?> Bias, bool IsTable, IReadOnlyList<Parameter> Gains)
{
    /// <summary>Whether the block around it takes the mean off what it writes.</summary>
    public bool IsRecentredInForward { get; init; }
}
