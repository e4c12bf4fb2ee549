using CharTransformerSample.Checkpoints;
using CharTransformerSample.Data;
using CharTransformerSample.Errors;
using CharTransformerSample.Options;
using CharTransformerSample.Training;

namespace CharTransformerSample.Running;

/// <summary>What a run begins with: a text, and models that are fresh or come from a checkpoint.</summary>
internal sealed class RunStart : IDisposable
{
    private RunStart(TrainingPlan plan, string? text, Corpus corpus, IReadOnlyList<Trainee> trainees)
    {
        Plan = plan;
        Text = text;
        Corpus = corpus;
        Trainees = trainees;
        FirstStep = trainees[0].History.Losses.Count;
    }

    public TrainingPlan Plan { get; }

    public string? Text { get; }

    public Corpus Corpus { get; }

    /// <summary>NormGen's side, and with a comparison the stock side.</summary>
    public IReadOnlyList<Trainee> Trainees { get; }

    public int FirstStep { get; }

    public static RunStart From(RunOptions options) => options.Resume is { } path ? Resumed(options, path) : Fresh(options);

    public void Dispose()
    {
        foreach (var trainee in Trainees)
        {
            trainee.Side.Dispose();
        }

        Corpus.Dispose();
    }

    private static RunStart Fresh(RunOptions options)
    {
        var plan = options.Plan.NewPlan();
        var corpus = TextSource.Read(options.Text, plan.Shape.Context);
        List<Trainee> trainees = [new(Sides.NormGen(plan))];
        if (options.Compare)
        {
            trainees.Add(new(Sides.Stock(plan)));
        }

        return new(plan, options.Text, corpus, trainees);
    }

    private static RunStart Resumed(RunOptions options, string path)
    {
        var checkpoint = Checkpoint.Read(path);
        var header = checkpoint.Header;
        if (options.Compare && header.Sides.Count == 1)
        {
            throw new UserError($"--compare trains both sides from the same weights; {path} holds NormGen's side alone. Leave --compare out, or start a new run without --resume.");
        }

        var plan = options.Plan.Resume(header.Plan, header.Step);
        if (header.Reported && header.Step >= plan.Steps)
        {
            throw new UserError($"{path} has done all its {plan.Steps} steps and its report is written. To train longer, say how many steps in all with --steps.");
        }

        var text = options.Text ?? header.Text;
        var corpus = TextSource.Read(text, plan.Shape.Context);
        checkpoint.CheckText(corpus);
        var trainees = header.Sides.Select((saved, index) =>
        {
            var side = Sides.Create(saved.Kind, plan);
            checkpoint.Restore(index, side);
            return new Trainee(side, saved.History);
        });
        return new(plan, text, corpus, [.. trainees]);
    }
}
