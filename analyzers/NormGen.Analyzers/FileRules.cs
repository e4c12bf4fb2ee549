using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NormGen.CodeModel.Types;

namespace NormGen.Analyzers;

/// <summary>Runs rules over a compilation, file by file, after the compiler has bound what is in a file: whoever reads bodies then takes what the compiler has.</summary>
/// <remarks>
/// The compiler's driver has a price for each analyzer, at every symbol and every syntax node, whether or not it has something to say. Here a file is walked once for all rules,
/// names are looked up before anything is bound, and a rule that is off in a file is not asked. A rule that throws ends for that file, the others do not.
/// </remarks>
internal sealed class FileRules
{
    private readonly RuleSwitches switches;
    private readonly RuleFailures failures = new();

    private FileRules(ImmutableArray<FileRule> rules, Compilation compilation, CancellationToken token)
    {
        switches = new(compilation, token);
        var calls = new Dictionary<string, List<(FileRule, bool, Action<NodeSite>)>>();
        var nodes = new Dictionary<int, List<(FileRule, Action<NodeSite>)>>();
        foreach (var rule in rules)
        {
            if (switches.IsOffEverywhere(rule)) continue;
            var start = new RuleStart(compilation, token);
            failures.Watch(rule, rule.Start, start);
            if (failures.Has(rule)) continue;
            Types.AddRange(start.Types.Select(check => (rule, check)));
            foreach (var (name, takesCreations, check) in start.Calls) In(calls, name).Add((rule, takesCreations, check));
            foreach (var (kind, check) in start.Nodes) In(nodes, (int)kind).Add((rule, check));
        }

        (Calls, Nodes) = (calls, nodes);
    }

    /// <summary>What looks at types.</summary>
    public List<(FileRule Rule, Action<TypeSite> Check)> Types { get; } = [];

    /// <summary>What looks at calls and constructions, by name.</summary>
    public IReadOnlyDictionary<string, List<(FileRule Rule, bool TakesCreations, Action<NodeSite> Check)>> Calls { get; }

    /// <summary>What looks at other syntax, by kind.</summary>
    public IReadOnlyDictionary<int, List<(FileRule Rule, Action<NodeSite> Check)>> Nodes { get; }

    /// <summary>Which file has told of a finding to which several lead.</summary>
    public ConcurrentDictionary<(string Id, Location Place, string Message), SyntaxTree> Owners { get; } = new();

    /// <summary>Has rules run; nothing is registered in a project without TorchSharp.</summary>
    public static void Register(AnalysisContext context, ImmutableArray<FileRule> rules) => context.RegisterCompilationStartAction(start =>
    {
        if (start.Compilation.GetTypeByMetadataName(TorchTypes.Torch) is null) return;
        var all = new FileRules(rules, start.Compilation, start.CancellationToken);
        if (all.Types.Count + all.Calls.Count + all.Nodes.Count > 0) start.RegisterSemanticModelAction(file => new FileWalk(all, file).Run(all.switches.OffIn(file.SemanticModel.SyntaxTree)));
        all.failures.Throw();
    });

    private static List<T> In<TKey, T>(Dictionary<TKey, List<T>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }
}
