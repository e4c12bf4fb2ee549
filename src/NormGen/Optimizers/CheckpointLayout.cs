using System.Text;
using TorchSharp.Modules;

namespace NormGen.Optimizers;

/// <summary>
/// What a saved optimizer state was made for. It stands in the first group's options, before any tensor, so that a state of another model or a truncated file is refused
/// before anything is changed.
/// </summary>
internal sealed class CheckpointLayout(Func<IEnumerable<ParamGroup>> groups, Func<IEnumerable<FusedOptimizerState>> states)
{
    private IEnumerable<string> Parameters => states().Select(state => state.Layout);

    public void Save(BinaryWriter writer, FusedOptimizerOptions options)
    {
        if (!IsFirst(options)) return;
        writer.Write(string.Join('\n', Parameters));
        writer.Write(BytesAfter());
    }

    public void Check(BinaryReader reader, FusedOptimizerOptions options)
    {
        if (!IsFirst(options)) return;
        var saved = reader.ReadString().Split('\n');
        var length = reader.ReadInt64();
        CheckSame(saved);
        if (reader.BaseStream.CanSeek && reader.BaseStream.Length - reader.BaseStream.Position < length)
            throw new InvalidDataException($"The saved optimizer state is truncated: {length} bytes should follow, {reader.BaseStream.Length - reader.BaseStream.Position} do.");
    }

    /// <summary>Compares with the parameters of another optimizer.</summary>
    public void CheckSame(IReadOnlyList<string> saved)
    {
        var own = Parameters.ToArray();
        for (var i = 0; i < Math.Max(saved.Count, own.Length); i++)
        {
            var there = i < saved.Count ? saved[i] : "missing";
            var here = i < own.Length ? own[i] : "missing";
            if (there != here) throw new InvalidDataException($"This optimizer state is of another model: parameter {i} is {there} there and {here} here.");
        }
    }

    private bool IsFirst(FusedOptimizerOptions options) => ReferenceEquals(groups().First().Options, options);

    private long BytesAfter()
    {
        using var others = new MemoryStream();
        using var writer = new BinaryWriter(others, Encoding.UTF8);
        foreach (var group in groups().Skip(1)) group.Options.SaveStateDict(writer);
        writer.Flush();
        return others.Length + states().Sum(state => state.SavedBytes);
    }
}
