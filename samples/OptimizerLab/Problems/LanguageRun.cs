using LaboratorySample.Runs;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OptimizerLabSample.Problems;

/// <summary>The small transformer on the Markov language: 16 texts of 24 tokens a step, warm-up over a tenth, then half a cosine; measured is the loss on texts that were not trained with.</summary>
internal static class LanguageRun
{
    /// <summary>The steps of a run.</summary>
    public const int Steps = 250;

    private const int Texts = 16, Length = 24;

    /// <summary>One run.</summary>
    /// <param name="job">Which.</param>
    /// <param name="create">Makes the optimizer.</param>
    /// <param name="share">The share of the steps that it makes.</param>
    /// <param name="bursts">How probable it is that all gradients of a step are a thousand times too large.</param>
    public static Outcome Run(Job job, Func<SmallTransformer, OptimizerHelper> create, double share = 1, double bursts = 0)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var language = new MarkovLanguage(job.Seed);
        var (heldInputs, heldTargets) = language.Batch(16 * Texts, Length);
        using var model = randomness.Drawn(new SmallTransformer(MarkovLanguage.Tokens), 0.02);
        using var optimizer = create(model);
        var (accidents, parameters) = (new Random(job.Seed), model.parameters().ToArray());
        return Training.Run(job, optimizer, Math.Max(1, (int)(share * job.StepsOr(Steps))), _ => Loss(language.Batch(Texts, Length)), () => [("", Loss((heldInputs, heldTargets)).item<float>())], new(0.1, 0), _ =>
        {
            if (accidents.NextDouble() >= bursts) return;
            foreach (var parameter in parameters)
            {
                using var gradient = parameter.grad;
                gradient?.mul_(1000);
            }
        });

        Tensor Loss((Tensor Inputs, Tensor Targets) batch) => functional.cross_entropy(model.call(batch.Inputs).flatten(0, 1), batch.Targets);
    }
}
