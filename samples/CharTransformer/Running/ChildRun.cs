using CharTransformerSample.Data;
using CharTransformerSample.Options;
using CharTransformerSample.Reports;
using CharTransformerSample.Training;

namespace CharTransformerSample.Running;

/// <summary>A child process of a comparison: trains one side for a few steps and writes its figures, nothing else.</summary>
internal static class ChildRun
{
    public static int Execute(RunOptions options, ChildRole role)
    {
        TorchProcess.Prepare(options.Threads, role.KeepPages);
        var plan = options.Plan.NewPlan();
        using var corpus = TextSource.Read(options.Text, plan.Shape.Context);
        using var windows = new Windows(corpus.Training, plan.Shape.Context);
        using var side = Sides.Create(role.Side, plan);
        var trainee = new Trainee(side);
        var schedule = new LearningRateSchedule(plan.Steps);
        for (var step = 0; step < plan.Steps; step++)
        {
            using var batch = windows.Random(plan.Seed, step, plan.Batch);
            trainee.Step(batch, schedule.Factor(step));
        }

        JsonReport.Write(options.Json!, RunFigures.Of(trainee, plan), stock: null);
        return 0;
    }
}
