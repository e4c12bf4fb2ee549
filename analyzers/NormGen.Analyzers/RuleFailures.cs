namespace NormGen.Analyzers;

/// <summary>The rules of a group that threw. One that throws must not silence those that share its walk: it says nothing more, they go on, and in the end the compiler is told (AD0001) which it was.</summary>
internal sealed class RuleFailures
{
    private readonly Dictionary<FileRule, Exception> thrown = [];

    /// <summary>Whether a rule has thrown.</summary>
    public bool Has(FileRule rule) => thrown.Count > 0 && thrown.ContainsKey(rule);

    /// <summary>Has a rule look at something.</summary>
    public void Watch<TSite>(FileRule rule, Action<TSite> look, TSite site)
    {
        try
        {
            look(site);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            thrown[rule] = exception;
        }
    }

    /// <summary>Tells of what was thrown, if anything was.</summary>
    /// <exception cref="AggregateException">Rules threw: it names them, and has what they threw.</exception>
    public void Throw()
    {
        if (thrown.Count > 0) throw new AggregateException("Thrown by " + string.Join(", ", thrown.Keys.Select(Name).OrderBy(name => name, StringComparer.Ordinal)) + ".", thrown.Values);
    }

    private static string Name(FileRule rule) => $"{rule.GetType().Name} ({string.Join(", ", rule.SupportedDiagnostics.Select(descriptor => descriptor.Id))})";
}
