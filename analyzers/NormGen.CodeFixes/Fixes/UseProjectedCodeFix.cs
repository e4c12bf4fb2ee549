using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using NormGen.Analyzers;

namespace NormGen.CodeFixes.Fixes;

/// <summary>Replaces Adam, AdamW and SGD by AdamP and SGDP for NG2001: the same steps, less the part along scale-invariant weights. Another optimizer, and the title says so.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseProjectedCodeFix))]
[Shared]
public sealed class UseProjectedCodeFix : CodeFixProvider
{
    private static readonly string[] OfAdam = ["lr", "beta1", "beta2", "eps"];
    private static readonly string[] OfSGD = ["lr", "momentum", "dampening", "nesterov"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [RuleIds.MomentumOverScaleInvariantWeights];

    /// <summary>None: it changes how a model trains, which is decided one optimizer at a time.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await OptimizerConstruction.At(context).ConfigureAwait(false) is not { } construction) return;
        var optimizer = construction.Optimizer.Name switch { "Adam" or "AdamW" => "AdamP", "SGD" => "SGDP", _ => null };
        if (optimizer is null || construction.Written("amsgrad") is not null) return;

        // A decay that is part of the gradient is another one than theirs, which is decoupled; SGDP divides it by one less momentum besides.
        var hasOtherDecay = construction.Optimizer.Name != "AdamW" && construction.Optimizer.HasWeightDecay;
        if (hasOtherDecay) return;
        construction.Offer(context, optimizer, Arguments(construction, optimizer), $"Train with {optimizer} instead of {construction.Optimizer.Name}: another optimizer, without the part of each step that only lengthens weights in front of norms", nameof(UseProjectedCodeFix));
    }

    private static IEnumerable<string> Arguments(OptimizerConstruction construction, string optimizer)
    {
        yield return construction.Subject;
        foreach (var name in optimizer == "AdamP" ? OfAdam : OfSGD)
        {
            // TorchSharp calls SGD's rate otherwise than its parameter of the same meaning in other optimizers.
            if ((construction.Written(name) ?? (name == "lr" ? construction.Written("learningRate") : null)) is { } value) yield return $"{name}: {value}";
        }

        if (construction.Optimizer.Name == "AdamW")
        {
            // AdamW's default is 0.01, AdamP's is none.
            yield return $"weight_decay: {construction.Written("weight_decay")?.ToString() ?? "0.01"}";
        }
    }
}
