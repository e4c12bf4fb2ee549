namespace NormGen.Optimizers;

/// <summary>
/// Loads a saved optimizer state as a whole or not at all. TorchSharp hands the stream to one group's options and one parameter's state after the other; here each is read and checked first,
/// and only the last one makes all of them count. So a damaged or truncated file, from whatever stream, changes nothing.
/// </summary>
/// <param name="groups">The groups of the optimizer, as they are added.</param>
internal sealed class Checkpoint(IReadOnlyList<AddedGroup> groups)
{
    private readonly List<ICheckpointPart> read = [];

    /// <summary>What a state was made for: role, shape, type and group of every parameter. It stands before everything else, so that a state of another model is refused by name.</summary>
    private IReadOnlyList<string> Layout => [.. groups.SelectMany((group, index) => group.States.Select(state => $"{state.Layout} in group {index}"))];

    /// <summary>Writes the layout, before the first group's options.</summary>
    public void SaveLayout(BinaryWriter writer, FusedOptimizerOptions options)
    {
        if (IsFirst(options)) writer.Write(string.Join('\n', Layout));
    }

    /// <summary>Reads and compares the layout, before the first group's options.</summary>
    public void CheckLayout(BinaryReader reader, FusedOptimizerOptions options)
    {
        if (IsFirst(options)) CheckSame(reader.ReadString().Split('\n'));
    }

    /// <summary>Compares with the layout of another optimizer.</summary>
    public void CheckSame(Checkpoint? other) => CheckSame(other?.Layout ?? []);

    /// <summary>Reads one part. With the last one all take effect; one that is loaded by itself does at once.</summary>
    public void Load(ICheckpointPart part, BinaryReader reader)
    {
        try
        {
            if (IsFirst(part)) Discard();
            part.Read(reader);
        }
        catch (Exception problem)
        {
            part.Discard();
            Discard();
            if (problem is EndOfStreamException) throw new InvalidDataException("The saved optimizer state is truncated: the stream ends too early. Nothing was loaded.", problem);
            throw;
        }

        var alone = read.Count == 0 && !IsFirst(part);
        read.Add(part);
        if (!alone && !ReferenceEquals(part, groups[^1].States[^1])) return;
        foreach (var one in read) one.Commit();
        read.Clear();
    }

    private void CheckSame(IReadOnlyList<string> saved)
    {
        var own = Layout;
        for (var i = 0; i < Math.Max(saved.Count, own.Count); i++)
        {
            var there = i < saved.Count ? saved[i] : "missing";
            var here = i < own.Count ? own[i] : "missing";
            if (there != here) throw new InvalidDataException($"This optimizer state is of another model or other groups: parameter {i} is {there} there and {here} here. Nothing was loaded.");
        }
    }

    private bool IsFirst(object part) => groups.Count > 0 && ReferenceEquals(groups[0].Group.Options, part);

    private void Discard()
    {
        foreach (var part in read) part.Discard();
        read.Clear();
    }
}
