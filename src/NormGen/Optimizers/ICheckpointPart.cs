namespace NormGen.Optimizers;

/// <summary>Options or state of an optimizer while a <see cref="Checkpoint"/> is loaded.</summary>
internal interface ICheckpointPart
{
    /// <summary>Reads and checks the values without letting them count.</summary>
    void Read(BinaryReader reader);

    /// <summary>Lets what was read count. It cannot fail.</summary>
    void Commit();

    /// <summary>Forgets what was read, if anything.</summary>
    void Discard();
}
