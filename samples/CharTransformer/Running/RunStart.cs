using CharTransformerSample.Checkpoints;
using CharTransformerSample.Data;
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
        var plan = options.Plan.Resume(checkpoint.Header.Plan, checkpoint.Header.Step);
        var text = options.Text ?? checkpoint.Header.Text;
        var corpus = TextSource.Read(text, plan.Shape.Context);
        checkpoint.CheckText(corpus);
        var side = Sides.NormGen(plan);
        checkpoint.Restore(side);
        return new(plan, text, corpus, [new(side, checkpoint.Header.History)]);
    }
}
