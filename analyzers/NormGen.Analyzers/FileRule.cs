using Microsoft.CodeAnalysis.Diagnostics;

namespace NormGen.Analyzers;

/// <summary>A rule that goes over files together with others: all of them share one walk of each file. A build runs the groups; alone it is an analyzer too, as tests run it.</summary>
public abstract class FileRule : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        FileRules.Register(context, [this]);
    }

    /// <summary>Says what the rule looks at in a compilation that refers to TorchSharp: nothing, where it has nothing to say of it.</summary>
    internal abstract void Start(RuleStart start);
}
