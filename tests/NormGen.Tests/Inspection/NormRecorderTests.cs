using NormGen.Inspection;
using NormGen.Tests.Placement;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Inspection;

/// <summary>What a recorder sees of generated blocks, against the same taken from the streams by hand.</summary>
[Collection(CountingTensors.Name)]
public class NormRecorderTests
{
    private const long Width = 6;

    [Theory]
    [InlineData("peri")]
    [InlineData("output")]
    [InlineData("mix")]
    public void Variance_magnitude_and_gradient_norms_are_those_of_the_streams(string kind)
    {
        using var everything = NewDisposeScope();
        manual_seed(8);
        nn.Module<Tensor, Tensor, Tensor> model = kind switch { "peri" => new PeriStack(Width, 3), "output" => new LateStack(Width, 3), _ => new MixStack(Width, 3, 3) };
        model.to(ScalarType.Float64);
        var x = (randn(2, 5, Width, dtype: ScalarType.Float64) * 3) + 1;
        var mask = rand(2, 5, Width, dtype: ScalarType.Float64);

        using var recorder = NormRecorder.Attach(model);
        model.call(x, mask).square().sum().backward();
        recorder.EndStep();

        Assert.Equal(["", "mixer", "feedForward", "mixer", "feedForward", "mixer", "feedForward"], recorder.Records.Select(record => record.Sublayer));
        Assert.Equal([0, 0, 0, 1, 1, 2, 2], recorder.Records.Select(record => record.Layer));
        Assert.Equal([-1, 0, 1, 0, 1, 0, 1], recorder.Records.Select(record => record.Place));
        Assert.Equal("blocks.2", recorder.Records[^1].Block);

        // The streams between blocks: each block by itself.
        var blocks = model.named_modules().Where(module => module.name.StartsWith("blocks.", StringComparison.Ordinal) && module.name.Count(letter => letter == '.') == 1).ToList();
        Assert.Equal(3, blocks.Count);
        var stream = kind == "peri" ? ((PeriStack)model).EmbedNorm.call(x) : x;
        Expect(stream, recorder.Records[0]);
        foreach (var (block, layer) in blocks.Select((module, i) => ((nn.Module<Tensor, Tensor, Tensor>)module.module, i)))
        {
            stream = block.call(stream, mask);
            Expect(stream, recorder.Records.Single(record => record.Layer == layer && record.Place == 1));
            foreach (var sublayer in block.named_children().Where(child => child.name is "mixer" or "feedForward"))
            {
                var squares = sublayer.module.parameters().Sum(parameter => parameter.grad!.square().sum().item<double>());
                Near(Math.Sqrt(squares), recorder.Records.Single(record => record.Layer == layer && record.Sublayer == sublayer.name).GradientNorm);
            }
        }

        Assert.True(double.IsNaN(recorder.Records[0].GradientNorm));
    }

    [Fact]
    public void Steps_are_counted_and_only_every_so_many_are_recorded()
    {
        using var everything = NewDisposeScope();
        var model = new PeriStack(Width, 1);
        using var recorder = NormRecorder.Attach(model, every: 2);
        for (var step = 0; step < 5; step++)
        {
            model.call(randn(2, Width), ones(2, Width));
            recorder.EndStep();
        }

        Assert.Equal(5, recorder.Step);
        Assert.Equal([0, 2, 4], recorder.Records.Select(record => record.Step).Distinct());
        Assert.Equal(3, recorder.At(4).Count());
        Assert.Empty(recorder.At(3));
        Assert.All(recorder.Records, record => Assert.True(double.IsNaN(record.GradientNorm)));
    }

    [Fact]
    public void Calls_of_one_step_are_taken_together_and_a_pause_records_nothing()
    {
        using var everything = NewDisposeScope();
        var model = new LateStack(Width, 1);
        var (small, large, mask) = (randn(2, Width), randn(2, Width) * 10, ones(2, Width));
        using var recorder = NormRecorder.Attach(model);
        model.call(small, mask);
        model.call(large, mask);
        recorder.IsRecording = false;
        model.call(large * 10, mask);
        recorder.IsRecording = true;
        recorder.EndStep();
        var input = recorder.Records[0];
        Near(large.abs().max().item<float>(), input.MaxMagnitude, 1e-6);
        Near((Variance(small).item<float>() + Variance(large).item<float>()) / 2, input.Variance, 1e-5);
    }

    [Fact]
    public void Watching_changes_no_result_and_ends_with_the_recorder()
    {
        using var everything = NewDisposeScope();
        var model = new MixStack(Width, 2, 2);
        var (x, mask) = (randn(3, Width), ones(3, Width));
        var before = model.call(x, mask).data<float>().ToArray();
        var recorder = NormRecorder.Attach(model);
        Assert.Equal(before, model.call(x, mask).data<float>().ToArray());
        recorder.EndStep();
        recorder.Dispose();
        model.call(x, mask);
        Assert.Equal(5, recorder.Records.Count);
        Assert.All(model.Blocks, block => Assert.Null(((IRecordsNorms)block).Probe));
        NormRecorder.Attach(model).Dispose();
    }

    [Fact]
    public void Half_precision_streams_are_seen_beyond_the_range_of_their_squares()
    {
        using var everything = NewDisposeScope();
        var model = new LateStack(4, 1).to(ScalarType.Float16);
        using var recorder = NormRecorder.Attach(model);
        model.call(tensor(new float[] { -60000, 60000, 60000, -60000 }).reshape(1, 4).to(ScalarType.Float16), ones(1, 4, dtype: ScalarType.Float16));
        recorder.EndStep();
        Assert.Equal(60000, recorder.Records[0].MaxMagnitude);
        Near(3.6e9, recorder.Records[0].Variance, 1e-6);

        using var table = new StringWriter();
        recorder.WriteCsv(table);
        Assert.StartsWith("step,block,layer,sublayer,place,variance,max_magnitude,gradient_norm", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("0,blocks.0,0,mixer,0,", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var everything = NewDisposeScope();
        var model = new PeriStack(Width, 2);
        var (x, mask) = (randn(3, Width), ones(3, Width));
        using var recorder = NormRecorder.Attach(model);
        Step();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 3; i++) Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var y = model.call(x, mask);
            using var loss = y.sum();
            loss.backward();
            recorder.EndStep();
            foreach (var parameter in model.parameters()) parameter.grad = null;
        }
    }

    [Fact]
    public void A_model_without_blocks_a_second_recorder_and_a_rate_of_zero_are_said()
    {
        using var everything = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => NormRecorder.Attach(nn.Linear(2, 2)));
        var model = new PeriStack(Width, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => NormRecorder.Attach(model, every: 0));
        using var first = NormRecorder.Attach(model);
        Assert.Throws<InvalidOperationException>(() => NormRecorder.Attach(model));
    }

    private static void Expect(Tensor stream, NormRecord record)
    {
        Near(Variance(stream).item<double>(), record.Variance);
        Near(stream.abs().max().item<double>(), record.MaxMagnitude);
    }

    private static Tensor Variance(Tensor stream) => (stream - stream.mean()).square().mean();

    private static void Near(double expected, double actual, double tolerance = 1e-10) => Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{actual:R} instead of {expected:R}");
}
