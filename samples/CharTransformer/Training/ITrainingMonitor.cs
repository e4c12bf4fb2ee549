namespace CharTransformerSample.Training;

/// <summary>Somebody who watches a training.</summary>
public interface ITrainingMonitor
{
    /// <summary>Called after every step.</summary>
    void Report(TrainingProgress progress);
}
