namespace LaboratorySample.Runs;

/// <summary>One run of one method.</summary>
/// <param name="Seed">Draws everything that is random.</param>
/// <param name="Steps">Training steps; null for those of the experiment.</param>
/// <param name="Stop">Ends it between two steps.</param>
public sealed record Job(int Seed, int? Steps = null, CancellationToken Stop = default)
{
    /// <summary>The steps, of an experiment that has so many unless asked otherwise.</summary>
    public int StepsOr(int usual) => Steps ?? usual;
}
