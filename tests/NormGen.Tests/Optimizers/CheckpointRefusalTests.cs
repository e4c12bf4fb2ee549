using System.IO.Compression;
using NormGen.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NormGen.Tests.Optimizers;

/// <summary>Checkpoints that do not fit: a clear error, and nothing loaded.</summary>
public class CheckpointRefusalTests
{
    public static TheoryData<string> Kinds => Trained.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_truncated_state_changes_nothing_wherever_it_ends(string kind)
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer(kind, model);
        Trained.Run(model, optimizer, 0, 2);
        var saved = CheckpointTests.Saved(optimizer);
        Trained.Run(model, optimizer, 2, 1);
        var before = CheckpointTests.Saved(optimizer);
        for (var length = 0; length < saved.Length; length += Math.Max(1, Math.Min(length, saved.Length - length) / 16))
        {
            var problem = Record.Exception(() => CheckpointTests.Load(optimizer, saved[..length]));
            Assert.True(problem is InvalidDataException or EndOfStreamException, $"{length} of {saved.Length} bytes: {problem}");
            Assert.Equal(before, CheckpointTests.Saved(optimizer));
        }

        CheckpointTests.Load(optimizer, saved);
        Assert.Equal(saved, CheckpointTests.Saved(optimizer));
    }

    [Fact]
    public void A_truncated_state_from_a_stream_without_length_changes_nothing()
    {
        using var model = new Trained();
        using var optimizer = Trained.Optimizer("AdamW", model);
        Trained.Run(model, optimizer, 0, 2);
        var saved = CheckpointTests.Saved(optimizer);
        Trained.Run(model, optimizer, 2, 1);
        var before = CheckpointTests.Saved(optimizer);
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) zip.Write(saved.AsSpan(0, saved.Length * 2 / 3));
        packed.Position = 0;
        using var stream = new GZipStream(packed, CompressionMode.Decompress);
        Assert.Contains("truncated", Assert.Throws<InvalidDataException>(() => optimizer.load_state_dict(new BinaryReader(stream))).Message);
        Assert.Equal(before, CheckpointTests.Saved(optimizer));
    }

    [Fact]
    public void A_damaged_hyperparameter_is_named_and_changes_nothing()
    {
        using var optimizer = torch.optim.AdamW([new Parameter(ones(2))], lr: 0.123, fused: true);
        var saved = CheckpointTests.Saved(optimizer);
        var rate = saved.AsSpan().IndexOf(BitConverter.GetBytes(0.123));
        Assert.True(rate > 0);
        foreach (var (at, name) in new[] { (rate + sizeof(double), "lr"), (rate + 3 * sizeof(double) + 3, "weight_decay") })
        {
            byte[] damaged = [.. saved];
            BitConverter.TryWriteBytes(damaged.AsSpan(at), double.NaN);
            var problem = Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(optimizer, damaged)).Message;
            Assert.Contains("damaged", problem);
            Assert.Contains($"{name} is NaN", problem);
            Assert.Equal(saved, CheckpointTests.Saved(optimizer));
        }

        // Behind the rates and maximize: how half parameters are updated.
        saved[rate + 2 * sizeof(double) + 1] = 7;
        Assert.Contains("updated in way 7", Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(optimizer, saved)).Message);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_state_of_another_optimizer_is_refused(string kind)
    {
        using var model = new Trained();
        using var own = Trained.Optimizer(kind, model.parameters());
        using var other = Trained.Optimizer(kind == nameof(SCALE) ? "AdamW" : nameof(SCALE), model.parameters());
        var before = CheckpointTests.Saved(own);
        var problem = Assert.Throws<InvalidDataException>(() => CheckpointTests.Load(own, CheckpointTests.Saved(other))).Message;
        Assert.Contains(own.GetType().Name, problem);
        Assert.Contains(other.GetType().Name, problem);
        Assert.Contains(own.GetType().Name, Assert.Throws<InvalidDataException>(() => own.load_state_dict(other.state_dict())).Message);
        using var stock = torch.optim.AdamW(model.parameters());
        Assert.Throws<InvalidDataException>(() => own.load_state_dict(stock.state_dict()));
        Assert.Throws<ArgumentNullException>(() => own.load_state_dict((optim.Optimizer.StateDictionary)null!));
        Assert.Equal(before, CheckpointTests.Saved(own));
    }

    public static TheoryData<string> OtherModels => ["a shape", "a type", "a role", "an order", "a parameter more", "a parameter less", "a group more", "other groups"];

    [Theory]
    [MemberData(nameof(OtherModels))]
    public void A_state_of_another_model_or_other_groups_is_refused(string difference)
    {
        static Parameter Of(params long[] shape) => new(ones(shape));
        static SCALE.ParamGroup Group(params Parameter[] parameters) => new(parameters);
        using var own = torch.optim.SCALE([Group(Of(2, 3), Of(4, 3)), Group(Of(3))]);
        SCALE.ParamGroup[] groups = difference switch
        {
            "a shape" => [Group(Of(2, 3), Of(4, 2)), Group(Of(3))],
            "a type" => [Group(Of(2, 3), new Parameter(ones([4, 3], ScalarType.Float64))), Group(Of(3))],
            "a role" => [Group(Of(2, 3), Of(4, 3)), new([Of(3, 1)], ParameterRole.Vector)],
            "an order" => [Group(Of(4, 3), Of(2, 3)), Group(Of(3))],
            "a parameter more" => [Group(Of(2, 3), Of(4, 3)), Group(Of(3), Of(3))],
            "a parameter less" => [Group(Of(2, 3)), Group(Of(3))],
            "a group more" => [Group(Of(2, 3), Of(4, 3)), Group(Of(3)), Group(Of(3))],
            _ => [Group(Of(2, 3)), Group(Of(4, 3), Of(3))],
        };
        using var other = torch.optim.SCALE(groups, 0.5);
        Trained.SetGradients(other.parameters(), 1);
        other.step();
        var before = CheckpointTests.Saved(own);
        var fromStream = Record.Exception(() => CheckpointTests.Load(own, CheckpointTests.Saved(other)));
        Assert.True(fromStream is InvalidDataException or ArgumentException, fromStream?.ToString());
        Assert.Matches("parameter \\d is|different number of", fromStream!.Message);
        Assert.Throws<InvalidDataException>(() => own.load_state_dict(other.state_dict()));
        Assert.Equal(before, CheckpointTests.Saved(own));
    }
}
