using LaboratorySample.Runs;
using NormGen;
using NormLabSample.Models;
using NormLabSample.Problems;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Experiments;

/// <summary>A language whose rare symbols start with a larger embedding, so that statistics of a batch jump with them.</summary>
/// <param name="Symbols">How many symbols.</param>
/// <param name="RareScale">How many times larger the embeddings of the rare ones start.</param>
/// <param name="Texts">Texts of a batch.</param>
/// <param name="Length">Symbols of a text.</param>
/// <param name="Rate">Adam's rate, after 50 steps of warm-up.</param>
/// <param name="Steps">Steps of training.</param>
internal sealed record TokenRun(int Symbols, double RareScale, int Texts, int Length, double Rate, int Steps)
{
    private const int Held = 400;

    /// <summary>One run; measured is the loss on texts that were not trained with.</summary>
    /// <param name="job">Which.</param>
    /// <param name="norm">Makes a norm of tokens.</param>
    public Outcome Run(Job job, Func<Module<Tensor, Tensor>> norm)
    {
        using var scope = NewDisposeScope();
        using var randomness = new Randomness(job.Seed);
        var language = new SecondOrderLanguage(Symbols, job.Seed);
        var held = language.Batch(Held, Length);
        using var model = randomness.Drawn(new TokenTransformer(Symbols, Length, norm));
        using (no_grad())
        {
            model.Symbols.copy_(randomness.Normal(model.Symbols.shape));
            model.Symbols.narrow(0, Symbols - SecondOrderLanguage.Rare, SecondOrderLanguage.Rare).mul_(RareScale);
            model.Places.copy_(randomness.Normal(model.Places.shape));
        }

        using var optimizer = torch.optim.AdamW(model, Rate, beta2: 0.98, weight_decay: 0, fused: true);
        var steps = job.StepsOr(Steps);
        return Training.Run(job, optimizer, steps, _ => Loss(language.Batch(Texts, Length)), () =>
        {
            model.eval();
            return [("", Loss(held).item<float>())];
        }, new(50.0 / steps, 1)).WithoutSteps();

        Tensor Loss((Tensor Inputs, Tensor Targets) batch) => functional.cross_entropy(model.call(batch.Inputs)[.., 1..].flatten(0, 1), batch.Targets);
    }
}
