using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers;

/// <summary>Tells which rules are certainly off. The compiler drops what they would report; here they need not even look.</summary>
/// <param name="compilation">The compilation.</param>
/// <param name="token">Stops the work.</param>
internal sealed class RuleSwitches(Compilation compilation, CancellationToken token)
{
    private readonly CompilationOptions options = compilation.Options;

    /// <summary>Whether a rule is off in every file.</summary>
    public bool IsOffEverywhere(DiagnosticAnalyzer rule) => compilation.SyntaxTrees.All(tree => IsOff(rule, tree));

    /// <summary>Which rules are off in a file.</summary>
    public Func<DiagnosticAnalyzer, bool> OffIn(SyntaxTree tree)
    {
        var known = new Dictionary<DiagnosticAnalyzer, bool>();
        return rule =>
        {
            if (!known.TryGetValue(rule, out var isOff)) known[rule] = isOff = IsOff(rule, tree);
            return isOff;
        };
    }

    private bool IsOff(DiagnosticAnalyzer rule, SyntaxTree tree)
    {
        foreach (var descriptor in rule.SupportedDiagnostics)
        {
            if (!IsOff(descriptor, tree)) return false;
        }

        return true;
    }

    /// <summary>Whether an option says that a rule is off, or it is by default, and no option says that it is on: which of two options counts is the compiler's business.</summary>
    private bool IsOff(DiagnosticDescriptor descriptor, SyntaxTree tree)
    {
        var (isOff, isOn) = (!descriptor.IsEnabledByDefault, false);
        if (options.SpecificDiagnosticOptions.TryGetValue(descriptor.Id, out var option)) Count(option);
        if (options.SyntaxTreeOptionsProvider is { } provider)
        {
            if (provider.TryGetDiagnosticValue(tree, descriptor.Id, token, out var local)) Count(local);
            if (provider.TryGetGlobalDiagnosticValue(descriptor.Id, token, out var wide)) Count(wide);
        }

        return isOff && !isOn;

        void Count(ReportDiagnostic value)
        {
            isOff |= value == ReportDiagnostic.Suppress;
            isOn |= value is not (ReportDiagnostic.Suppress or ReportDiagnostic.Default);
        }
    }
}
